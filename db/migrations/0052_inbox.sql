-- The nearest running deadline, kept by whoever writes the clocks (src/tasks/store.ts): the inbox is sorted by it, and a sort
-- of all open work on every page would cost more with each task.
alter table tasks.task add column due_at timestamptz;
update tasks.task set due_at = least(
    case when accept_done is null then accept_due end,
    case when first_done is null then first_due end,
    case when close_done is null then close_due end)
where state in ('delivered', 'accepted', 'ruling') and paused_at is null;

create index task_due on tasks.task (county, due_at, changed_at desc, id);
create index task_agency_due on tasks.task (county, agency_id, due_at, changed_at desc, id);
create index task_ended on tasks.task (county, changed_at desc, id) where state in ('closed', 'answered', 'read', 'withdrawn', 'merged');
create index task_agency_ended on tasks.task (county, agency_id, changed_at desc, id) where state in ('closed', 'answered', 'read', 'withdrawn', 'merged');
create index task_state_due on tasks.task (county, state, due_at, changed_at desc, id) where state in ('sent', 'delivered', 'accepted', 'returned', 'ruling');
create index task_holder on tasks.task (county, agency_id, handler_id) where state = 'accepted';
drop index tasks.task_agency;
