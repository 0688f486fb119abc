-- Who in the agency has the work; parts of a task that other agencies do for the lead; a task that went into another.
alter table tasks.task add column handler_id uuid;
alter table tasks.task add column handler_name text;
alter table tasks.task add column lead_id uuid;
alter table tasks.task add column merged_into uuid;
create index task_lead on tasks.task (county, lead_id) where lead_id is not null;

update tasks.task t set handler_id = h.officer_id, handler_name = h.by_name
from (select distinct on (a.county, a.task_id) a.county, a.task_id, a.officer_id, a.by_name
      from tasks.action a where a.action in ('accept', 'progress') and a.officer_id is not null
      order by a.county, a.task_id, a.step desc) h
where h.county = t.county and h.task_id = t.id and t.state = 'accepted';
