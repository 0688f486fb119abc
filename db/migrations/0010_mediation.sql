-- Mediation: actions are the truth and are only ever added; the columns of mediation.mediation that lists need are folded
-- from them in the transaction that adds one. Names and texts lie sealed under a key of each mediation or plan.
create schema mediation;
grant usage on schema mediation to suyuan_app;

create table mediation.plan (
  county char(6) not null,
  id uuid not null,
  alert_id uuid not null,
  body_id uuid not null,
  mediator_id uuid not null,
  officer_id uuid not null,
  created_at timestamptz not null,
  key_wrapped bytea not null,
  -- {reason, terms}
  content bytea not null,
  -- Trace codes for which no joint mediation may be offered.
  left_out text[] not null,
  primary key (county, id)
);
create index plan_alert on mediation.plan (county, alert_id);

create table mediation.mediation (
  county char(6) not null,
  id uuid not null,
  dispute_id uuid not null,
  trace_code text not null,
  type text not null,
  town char(9),
  plan_id uuid,
  key_wrapped bytea not null,
  started_at timestamptz not null,
  -- Number of actions so far: the next one's place. Locked FOR UPDATE by whoever adds one.
  actions integer not null,
  state text not null,
  body_id uuid,
  mediator_id uuid,
  consents_given integer not null,
  consents_needed integer not null,
  -- Earliest day on which something agreed is due and not confirmed.
  next_due date,
  agreed_at timestamptz,
  ended_at timestamptz,
  agreement_number text,
  primary key (county, id)
);
create unique index mediation_open on mediation.mediation (county, dispute_id) where ended_at is null and agreed_at is null;
create index mediation_dispute on mediation.mediation (county, dispute_id, started_at);
create index mediation_started on mediation.mediation (county, started_at, id);
create index mediation_plan on mediation.mediation (county, plan_id) where plan_id is not null;
create index mediation_due on mediation.mediation (county, next_due) where next_due is not null;

create table mediation.party (
  county char(6) not null,
  mediation_id uuid not null,
  party_id uuid not null,
  side text not null check (side in ('claimant', 'respondent')),
  kind text not null,
  name bytea not null,
  primary key (county, mediation_id, party_id),
  foreign key (county, mediation_id) references mediation.mediation (county, id)
);
create index party_of on mediation.party (county, party_id);

create table mediation.action (
  county char(6) not null,
  mediation_id uuid not null,
  sequence integer not null,
  id uuid not null,
  at timestamptz not null,
  action text not null,
  -- As access.setting('actor'): an officer's id or party:<id>.
  actor text not null,
  officer_id uuid,
  agency_id uuid,
  party_id uuid,
  from_state text,
  to_state text not null,
  -- Ids, hashes, days and sums only.
  data jsonb not null,
  -- {reason, text, proof, terms} under the mediation's key.
  content bytea,
  ledger_index bigint,
  primary key (county, mediation_id, sequence),
  foreign key (county, mediation_id) references mediation.mediation (county, id)
);

-- Somebody asked how to sue or to petition, and got the pack: nothing follows from it (mission.md, line 2).
create table mediation.filing (
  county char(6) not null,
  id uuid not null,
  dispute_id uuid not null,
  trace_code text not null,
  town char(9),
  kind text not null check (kind in ('suit', 'petition')),
  at timestamptz not null,
  party_id uuid,
  officer_id uuid,
  primary key (county, id)
);
create index filing_dispute on mediation.filing (county, dispute_id, at);

alter table mediation.plan enable row level security;
alter table mediation.plan force row level security;
create policy reach on mediation.plan using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or body_id = (select access.setting('agency'))::uuid
    or exists (select from mediation.mediation m where m.county = plan.county and m.plan_id = plan.id)));

alter table mediation.mediation enable row level security;
alter table mediation.mediation force row level security;
create policy reach on mediation.mediation using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) in ('*', town)
    or dispute_id::text = (select access.setting('dispute'))
    or body_id = (select access.setting('agency'))::uuid
    or exists (
      select from access.handed h
      where h.county = mediation.county and h.agency_id = (select access.setting('agency'))::uuid and h.subject = mediation.dispute_id)));

alter table mediation.party enable row level security;
alter table mediation.party force row level security;
create policy reach on mediation.party using (
  county = (select access.setting('county'))
  and exists (select from mediation.mediation m where m.county = party.county and m.id = party.mediation_id));

alter table mediation.action enable row level security;
alter table mediation.action force row level security;
-- A private note exists for its author only, whatever the program asks for.
create policy reach on mediation.action using (
  county = (select access.setting('county'))
  and (action <> 'note' or actor = (select access.setting('actor')))
  and exists (select from mediation.mediation m where m.county = action.county and m.id = action.mediation_id));

alter table mediation.filing enable row level security;
alter table mediation.filing force row level security;
create policy reach on mediation.filing using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) in ('*', town)
    or dispute_id::text = (select access.setting('dispute'))
    or officer_id::text = (select access.setting('actor'))));

grant select, insert on mediation.plan, mediation.party, mediation.action, mediation.filing to suyuan_app;
grant select, insert, update on mediation.mediation to suyuan_app;
