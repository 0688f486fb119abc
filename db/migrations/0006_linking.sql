-- Parties, disputes and who belongs where, since when and by which operation. Present rows are a fold of the valid-time
-- rows (dispute_record, party_member); every change has its operation, undo is the inverse one.
create schema linking;
grant usage on schema linking to suyuan_app;

create table linking.party (
  county char(6) not null,
  id uuid not null,
  kind text not null,
  -- Organisations only; persons' names stay in the encrypted records.
  name text,
  -- Union of the keys of its mentions: one row answers a lookup, not one per mention (linkage.md 8, entity-centric).
  keys text[] not null,
  -- False while only free text has named it: its absence elsewhere then contradicts nothing.
  structured boolean not null,
  first_sequence bigint not null,
  primary key (county, id)
);

-- Lookup by key. A side table and not gin(county, keys): && is not leakproof, so that under row-level security the planner
-- must test every row before it may ask the index; text equality on a btree is leakproof.
create table linking.party_key (
  county char(6) not null,
  key text not null,
  party_id uuid not null,
  primary key (county, key, party_id)
);

create table linking.party_member (
  county char(6) not null,
  mention_id uuid not null,
  record_id uuid not null,
  party_id uuid not null,
  side text not null,
  from_at timestamptz not null,
  to_at timestamptz,
  op_id uuid not null,
  primary key (county, mention_id, op_id)
);
create index party_member_record on linking.party_member (county, record_id);
create index party_member_party on linking.party_member (county, party_id);

create table linking.dispute (
  county char(6) not null,
  id uuid not null,
  trace_code text not null,
  -- transaction: a contract and its performance, until somebody disputes it.
  matter text not null,
  status text not null,
  type text not null,
  type_rank smallint not null,
  type_probability real not null,
  town char(9),
  site text,
  sealed boolean not null,
  domestic_violence boolean not null,
  opened_at timestamptz not null,
  last_at timestamptz not null,
  closed_at timestamptz,
  first_sequence bigint not null,
  records int not null,
  sources text[] not null,
  keys text[] not null,
  merged_into uuid,
  primary key (county, id),
  unique (county, trace_code)
);
create table linking.dispute_key (
  county char(6) not null,
  key text not null,
  dispute_id uuid not null,
  primary key (county, key, dispute_id)
);
create index dispute_key_dispute on linking.dispute_key (county, dispute_id);
create index dispute_last on linking.dispute (county, last_at desc, id) where merged_into is null;

create table linking.dispute_record (
  county char(6) not null,
  record_id uuid not null,
  dispute_id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz,
  op_id uuid not null,
  end_op_id uuid,
  -- What the dispute's row is folded from.
  sequence bigint not null,
  source text not null,
  type text not null,
  type_probability real not null,
  town char(9),
  site text,
  sealed boolean not null,
  domestic_violence boolean not null,
  occurred_at timestamptz not null,
  closed_at timestamptz,
  keys text[] not null,
  primary key (county, record_id, op_id)
);
create index dispute_record_dispute on linking.dispute_record (county, dispute_id) where to_at is null;

create table linking.dispute_party (
  county char(6) not null,
  dispute_id uuid not null,
  party_id uuid not null,
  side text not null,
  records int not null,
  primary key (county, dispute_id, party_id, side)
);
create index dispute_party_party on linking.dispute_party (county, party_id);

create table linking.operation (
  county char(6) not null,
  id uuid not null,
  kind text not null,
  at timestamptz not null,
  actor text not null,
  officer_id uuid,
  rule text,
  reason text,
  model_version text,
  weight real,
  -- Codes of the fields that agreed or not, with their weights; worded on the way out.
  evidence jsonb,
  dispute_id uuid not null,
  other_dispute_id uuid,
  records uuid[] not null,
  undoes uuid,
  undone_by uuid,
  primary key (county, id)
);
create index operation_dispute on linking.operation (county, dispute_id, at);
create index operation_other on linking.operation (county, other_dispute_id) where other_dispute_id is not null;

create table linking.proposal (
  county char(6) not null,
  id uuid not null,
  dispute_id uuid not null,
  other_dispute_id uuid not null,
  at timestamptz not null,
  weight real not null,
  evidence jsonb not null,
  decision text,
  decided_by text,
  decided_at timestamptz,
  reason text,
  primary key (county, id),
  unique (county, dispute_id, other_dispute_id)
);

do $$
declare name text;
begin
  foreach name in array array['dispute', 'dispute_record', 'dispute_party', 'operation', 'proposal', 'party', 'party_member'] loop
    execute format('alter table linking.%I enable row level security', name);
    execute format('alter table linking.%I force row level security', name);
  end loop;
end $$;

do $$
declare name text;
begin
  foreach name in array array['party_key', 'dispute_key'] loop
    execute format('alter table linking.%I enable row level security', name);
    execute format('alter table linking.%I force row level security', name);
    execute format('create policy county on linking.%I using (county = (select access.setting(''county'')))
      with check (county = (select access.setting(''county'')))', name);
  end loop;
end $$;

create policy reach on linking.dispute
  using (
    county = (select access.setting('county'))
    and (
      (select access.setting('reach')) in ('*', town)
      or id = (select access.setting('dispute'))::uuid
      or exists (
        select from access.handed h
        where h.county = dispute.county and h.agency_id = (select access.setting('agency'))::uuid and h.subject = dispute.id
      )
    )
  )
  with check (county = (select access.setting('county')));

-- What hangs on a dispute is as visible as the dispute.
do $$
declare name text;
begin
  foreach name in array array['dispute_record', 'dispute_party', 'operation', 'proposal'] loop
    execute format(
      'create policy reach on linking.%I using (county = (select access.setting(''county'')) and (
         (select access.setting(''reach'')) = ''*''
         or exists (select from linking.dispute d where d.county = %1$I.county and d.id = %1$I.dispute_id)))
       with check (county = (select access.setting(''county'')))', name);
  end loop;
end $$;

create policy reach on linking.party
  using (county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or exists (select from linking.dispute_party p where p.county = party.county and p.party_id = party.id)))
  with check (county = (select access.setting('county')));
create policy reach on linking.party_member
  using (county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or exists (select from linking.dispute_record r where r.county = party_member.county and r.record_id = party_member.record_id and r.to_at is null)))
  with check (county = (select access.setting('county')));

-- A dispute handed to an agency brings its records with it; record keys follow the record.
create policy handed_dispute on intake.record for select
  using (
    county = (select access.setting('county'))
    and exists (
      select from linking.dispute_record r
      join access.handed h on h.county = r.county and h.subject = r.dispute_id
      where r.county = record.county and r.record_id = record.id and r.to_at is null
        and h.agency_id = (select access.setting('agency'))::uuid
    )
  );
-- A party sees the records of its own dispute; what of them it may read is decided where they are shown.
create policy own_dispute on intake.record for select
  using (
    county = (select access.setting('county'))
    and (select access.setting('reach')) = '-'
    and exists (
      select from linking.dispute_record r
      where r.county = record.county and r.record_id = record.id and r.to_at is null
        and r.dispute_id = (select access.setting('dispute'))::uuid
    )
  );

grant select, insert, update on linking.party, linking.party_member, linking.dispute, linking.dispute_record, linking.operation, linking.proposal to suyuan_app;
grant select, insert, update, delete on linking.dispute_party, linking.party_key, linking.dispute_key to suyuan_app;
