-- What one official asked to be done to an established dispute or person: it waits for a second named official.

create table linking.request (
  county char(6) not null,
  id uuid not null,
  kind text not null check (kind in ('merge', 'split', 'attach', 'join')),
  -- Disputes; of `join` persons. `attach`: from one into the other.
  one uuid not null,
  other uuid,
  -- Records that would move, of `split` and `attach`.
  records uuid[] not null default '{}',
  officer_id uuid not null,
  actor text not null,
  reason text not null,
  at timestamptz not null,
  decision text check (decision in ('same', 'different')),
  decided_by text,
  decider_id uuid,
  decided_at timestamptz,
  decided_because text,
  -- The operation that followed.
  operation_id uuid,
  primary key (county, id),
  -- Two people decide, whatever the program that writes here believes.
  check (decider_id is null or decider_id <> officer_id)
);
create index request_open on linking.request (county, at) where decision is null;

alter table linking.request enable row level security;
alter table linking.request force row level security;
create policy county on linking.request using (county = (select access.setting('county')))
  with check (county = (select access.setting('county')));
grant select, insert, update on linking.request to suyuan_app;

alter table linking.review_answer drop constraint review_answer_kind_check;
alter table linking.review_answer add constraint review_answer_kind_check
  check (kind in ('merge', 'party', 'link', 'token', 'request'));
