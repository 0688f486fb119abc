-- Work given to agencies: tasks with their clocks, append-only actions, deliveries, and visit lists of dwellings.
create schema tasks;
grant usage on schema tasks to suyuan_app;

create table tasks.task (
  county char(6) not null,
  id uuid not null,
  code text not null,
  kind text not null,
  -- Folded from tasks.action; kept here for lists.
  state text not null,
  grade text not null,
  title text not null,
  body text not null,
  agency_id uuid not null,
  town char(9),
  alert_id uuid,
  alert_code text,
  dispute_id uuid,
  trace_code text,
  matter_number text,
  matter_name text,
  sent_at timestamptz not null,
  delivered_at timestamptz,
  changed_at timestamptz not null,
  returns int not null default 0,
  accept_due timestamptz,
  accept_done timestamptz,
  first_due timestamptz,
  first_done timestamptz,
  close_due timestamptz,
  close_done timestamptz,
  read_at timestamptz,
  read_by text,
  issued_by text not null,
  primary key (county, id)
);
create index task_agency on tasks.task (county, agency_id, state);
create index task_alert on tasks.task (county, alert_id);
create index task_sent on tasks.task (county, sent_at);

create table tasks.action (
  county char(6) not null,
  id uuid not null,
  task_id uuid not null,
  action text not null,
  at timestamptz not null,
  officer_id uuid,
  by_name text,
  agency text,
  from_state text,
  to_state text not null,
  line text not null,
  evidence jsonb not null,
  result text,
  data jsonb,
  primary key (county, id)
);
create index action_task on tasks.action (county, task_id, at);

create table tasks.delivery (
  county char(6) not null,
  id uuid not null,
  task_id uuid not null,
  channel text not null,
  recipient text not null,
  sent_at timestamptz not null,
  delivered_at timestamptz,
  read_at timestamptz,
  failed_at timestamptz,
  failure text,
  primary key (county, id)
);
create index delivery_task on tasks.delivery (county, task_id);

-- Dwellings, never persons; a list expires and its dwellings are deleted.
create table tasks.visit_list (
  county char(6) not null,
  id uuid not null,
  alert_id uuid not null,
  alert_code text not null,
  task_id uuid,
  title text not null,
  place text,
  town char(9),
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  dwellings int not null,
  visited int not null default 0,
  notes_left int not null default 0,
  primary key (county, id)
);
create index visit_list_expiry on tasks.visit_list (county, expires_at);

create table tasks.dwelling (
  county char(6) not null,
  list_id uuid not null,
  id uuid not null,
  position int not null,
  building text not null,
  dwelling text not null,
  visited_at timestamptz,
  visited_by text,
  note_left boolean not null default false,
  outcome text,
  primary key (county, list_id, id)
);

do $$ declare t text; begin
  foreach t in array array['task', 'action', 'delivery', 'visit_list', 'dwelling'] loop
    execute format('alter table tasks.%I enable row level security', t);
    execute format('alter table tasks.%I force row level security', t);
  end loop;
end $$;
create policy reach on tasks.task using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or agency_id = (select access.setting('agency'))::uuid
    -- Whoever sees the alert sees who was told.
    or (alert_id is not null and exists (select 1 from warning.alert a where a.county = task.county and a.id = task.alert_id))));
create policy of_task on tasks.action using (
  exists (select 1 from tasks.task t where t.county = action.county and t.id = action.task_id));
create policy of_task on tasks.delivery using (
  exists (select 1 from tasks.task t where t.county = delivery.county and t.id = delivery.task_id));
create policy reach on tasks.visit_list using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or town = (select access.setting('reach'))));
create policy of_list on tasks.dwelling using (
  exists (select 1 from tasks.visit_list l where l.county = dwelling.county and l.id = dwelling.list_id));

grant select, insert, update on all tables in schema tasks to suyuan_app;
revoke update on tasks.action from suyuan_app;
grant delete on tasks.dwelling to suyuan_app;
