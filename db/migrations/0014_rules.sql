-- Rights by role and purpose: the restrictive policies role_* come from src/access/tables.ts and are written by the program
-- after the migrations. Here: what they need, and hand-overs that end.

alter table access.handed drop constraint handed_pkey;
alter table access.handed
  add column officer_id uuid not null default '00000000-0000-0000-0000-000000000000',
  add column until timestamptz,
  add column withdrawn_at timestamptz,
  add column operation_id uuid;
alter table access.handed add primary key (county, agency_id, subject, officer_id, at);
comment on column access.handed.officer_id is 'One officer of the agency; zero: all of them.';
comment on column access.handed.operation_id is 'The merge that carried the hand-over to another dispute: undone with it.';
create index handed_subject on access.handed (county, subject);

-- What is over or withdrawn is not there: every policy that asks for a hand-over follows.
alter table access.handed enable row level security;
alter table access.handed force row level security;
create policy live on access.handed for select using (
  county = (select access.setting('county'))
  and (
    (select access.setting('role')) = 'system'
    or (
      withdrawn_at is null
      and (until is null or until > (select access.setting('now'))::timestamptz)
      and (
        (select access.setting('reach')) <> '-'
        or agency_id = (select access.setting('agency'))::uuid
      )
      and (
        officer_id = '00000000-0000-0000-0000-000000000000'
        or officer_id::text = (select access.setting('actor'))
      )
    )
  )
);
create policy giver on access.handed for insert with check (county = (select access.setting('county')));
create policy withdrawer on access.handed for update
  using (county = (select access.setting('county'))) with check (county = (select access.setting('county')));
grant update (withdrawn_at) on access.handed to suyuan_app;

-- The log of reads: written by everybody, read by few, changed by nobody.
drop policy county on access.read_log;
create policy writer on access.read_log for insert with check (county = (select access.setting('county')));
create policy reader on access.read_log for select using (
  county = (select access.setting('county'))
  and (
    (select access.setting('role')) <> 'party'
    or dispute_id = (select access.setting('dispute'))::uuid
  )
);
