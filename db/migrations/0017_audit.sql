-- The log of reads as evidence, exports that somebody else approves, break-glass with review.

-- Under which role the reader came, and the disputes that a list or a page of many showed: one line a page, not one a dispute.
alter table access.read_log add column role text, add column disputes uuid[];

-- Dispute → lists that showed it. A side table and not gin(disputes): @> is not leakproof, so that under row-level security the
-- planner may not ask such an index (as linking.party_key).
create table access.read_listed (
  county char(6) not null,
  dispute_id uuid not null,
  read_id uuid not null,
  primary key (county, dispute_id, read_id)
);

-- Lines that no batch holds yet. A queue and not a range of ids: a transaction that began earlier may commit later, and a
-- demonstration's clock may stand behind.
create table access.read_pending (
  county char(6) not null,
  read_id uuid not null,
  primary key (county, read_id)
);
create index read_log_at on access.read_log (county, at desc, id desc);
create index read_log_officer on access.read_log (county, officer_id, at) where officer_id is not null;

alter table access.read_log no force row level security;
insert into access.read_pending (county, read_id) select county, id from access.read_log;
alter table access.read_log force row level security;

create schema audit;
grant usage on schema audit to suyuan_app;

-- One batch of lines = one ledger entry read.logged, found by the batch's id as its subject.
create table audit.sealed_batch (
  county char(6) not null,
  number bigint not null,
  id uuid not null,
  at timestamptz not null,
  count int not null,
  first uuid not null,
  last uuid not null,
  root bytea not null,
  primary key (county, number),
  check (length(root) = 32 and count > 0)
);

-- Which line stands where; the salt opens the leaf, the hidden salt what the person concerned is not told (who, the reason).
create table audit.sealed_read (
  county char(6) not null,
  read_id uuid not null,
  batch bigint not null,
  position int not null,
  salt bytea not null,
  hidden_salt bytea not null,
  leaf_hash bytea not null,
  primary key (county, read_id),
  check (length(salt) = 32 and length(hidden_salt) = 32 and length(leaf_hash) = 32)
);
create unique index sealed_read_place on audit.sealed_read (county, batch, position);

-- What a detector found and somebody is to explain; about reads, never a mark on a person.
create table audit.finding (
  county char(6) not null,
  id uuid not null,
  detector text not null,
  -- Same key, same finding: a detector that runs again over the same hour adds nothing.
  key text not null,
  at timestamptz not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  officer_id uuid,
  dispute_id uuid,
  count int not null,
  threshold int not null,
  evidence jsonb not null,
  reads uuid[] not null,
  primary key (county, id),
  unique (county, detector, key)
);
create index finding_at on audit.finding (county, at desc, id desc);
create table audit.finding_decision (
  county char(6) not null,
  id uuid not null,
  finding_id uuid not null,
  at timestamptz not null,
  officer_id uuid not null,
  decision text not null,
  reason text not null,
  primary key (county, id),
  foreign key (county, finding_id) references audit.finding (county, id)
);
create index finding_decision_finding on audit.finding_decision (county, finding_id, at);

-- An export is asked for, approved by somebody else, made once, and fetched until it expires.
create table audit.export (
  county char(6) not null,
  id uuid not null,
  number text not null,
  kind text not null,
  town char(9),
  type text,
  from_day date,
  to_day date,
  purpose text not null,
  recipient text not null,
  until timestamptz not null,
  at timestamptz not null,
  officer_id uuid not null,
  agency_id uuid not null,
  role text not null,
  reach text not null,
  primary key (county, id),
  unique (county, number)
);
create table audit.export_decision (
  county char(6) not null,
  export_id uuid not null,
  at timestamptz not null,
  officer_id uuid not null,
  role text not null,
  approved boolean not null,
  reason text not null,
  -- One decision only.
  primary key (county, export_id),
  foreign key (county, export_id) references audit.export (county, id)
);
create table audit.export_file (
  county char(6) not null,
  export_id uuid not null,
  at timestamptz not null,
  rows int not null,
  size int not null,
  sha256 bytea not null,
  -- Sealed under a key of its own; both go when the export expires.
  wrapped_key bytea,
  file bytea,
  primary key (county, export_id),
  foreign key (county, export_id) references audit.export (county, id)
);

-- One dispute, one officer, thirty minutes; start, stop and review are rows of their own.
create table audit.break_glass (
  county char(6) not null,
  id uuid not null,
  dispute_id uuid not null,
  trace_code text not null,
  officer_id uuid not null,
  agency_id uuid not null,
  role text not null,
  reason text not null,
  at timestamptz not null,
  until timestamptz not null,
  review_due timestamptz not null,
  told int not null,
  primary key (county, id)
);
create index break_glass_officer on audit.break_glass (county, officer_id, at desc);
create index break_glass_dispute on audit.break_glass (county, dispute_id, at);
create table audit.break_glass_event (
  county char(6) not null,
  id uuid not null,
  break_glass_id uuid not null,
  kind text not null,
  at timestamptz not null,
  officer_id uuid,
  verdict text,
  reason text,
  primary key (county, id),
  check (kind in ('started', 'stopped', 'expired', 'reviewed', 'overdue')),
  foreign key (county, break_glass_id) references audit.break_glass (county, id)
);
create index break_glass_event_of on audit.break_glass_event (county, break_glass_id, at);

do $$
declare
  name text;
begin
  foreach name in array array[
    'access.read_listed', 'access.read_pending', 'audit.sealed_batch', 'audit.sealed_read', 'audit.finding',
    'audit.finding_decision', 'audit.export', 'audit.export_decision', 'audit.export_file', 'audit.break_glass',
    'audit.break_glass_event'
  ] loop
    execute format('alter table %s enable row level security', name);
    execute format('alter table %s force row level security', name);
  end loop;
  foreach name in array array[
    'access.read_listed', 'access.read_pending', 'audit.sealed_batch', 'audit.sealed_read', 'audit.finding',
    'audit.finding_decision'
  ] loop
    execute format('create policy county on %s using (county = (select access.setting(''county'')))
      with check (county = (select access.setting(''county'')))', name);
  end loop;
end $$;

-- Who asks sees the own ones; those who approve, review and audit see all.
create policy reader on audit.export using (
  county = (select access.setting('county'))
  and ((select access.setting('role')) in ('system', 'privacyOfficer', 'leader', 'auditor')
    or officer_id::text = (select access.setting('actor'))))
  with check (county = (select access.setting('county')));
create policy of_export on audit.export_decision using (
  exists (select from audit.export e where e.county = export_decision.county and e.id = export_decision.export_id))
  with check (county = (select access.setting('county')));
create policy of_export on audit.export_file using (
  exists (select from audit.export e where e.county = export_file.county and e.id = export_file.export_id))
  with check (county = (select access.setting('county')));
create policy reader on audit.break_glass using (
  county = (select access.setting('county'))
  and ((select access.setting('role')) in ('system', 'privacyOfficer', 'operator', 'auditor')
    or officer_id::text = (select access.setting('actor'))))
  with check (county = (select access.setting('county')));
create policy of_break_glass on audit.break_glass_event using (
  exists (select from audit.break_glass b where b.county = break_glass_event.county and b.id = break_glass_event.break_glass_id))
  with check (county = (select access.setting('county')));

-- Append-only by grant; the queue alone is emptied, and the file of an expired export is destroyed.
grant select, insert on access.read_listed, audit.sealed_batch, audit.sealed_read, audit.finding, audit.finding_decision,
  audit.export, audit.export_decision, audit.export_file, audit.break_glass, audit.break_glass_event to suyuan_app;
grant select, insert, delete on access.read_pending to suyuan_app;
grant update (wrapped_key, file) on audit.export_file to suyuan_app;
