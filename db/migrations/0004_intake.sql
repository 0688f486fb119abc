-- Records as they arrived: append-only, personal data under a key of each record, numbered per county for the pipeline.
create schema intake;
grant usage on schema intake to suyuan_app;

-- Locked FOR UPDATE by whoever stores records of the county; so decisions on versions and numbers never race.
-- Also the list of counties that the store serves; no personal data, hence without policy.
create table intake.counter (
  county char(6) primary key,
  last bigint not null
);

create table intake.record (
  county char(6) not null,
  id uuid not null,
  -- Position in the pipeline's order, without gaps; null: a lower version that came late and is never current.
  sequence bigint,
  source text not null,
  supplier text not null,
  number text not null,
  number_normal text not null,
  version int not null check (version >= 1),
  current boolean not null,
  replaces uuid,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  stored_at timestamptz not null,
  place text check (place ~ '^(\d{6}|\d{9}|\d{12})$'),
  town char(9),
  sealed boolean not null,
  -- SHA-256 over the record's salt and its content; meaningless once the salt is destroyed.
  content_hash bytea not null,
  legal_basis text not null,
  purpose text not null,
  run_id uuid,
  row_number int,
  -- AES-256-GCM under the record's key: standard and raw columns; identity columns apart when sealed.
  payload bytea not null,
  identity bytea,
  primary key (county, id),
  unique (county, source, supplier, number_normal, version)
);
create unique index record_sequence on intake.record (county, sequence) where sequence is not null;
create index record_number on intake.record (county, number_normal);
create index record_run on intake.record (county, run_id) where run_id is not null;

-- Deleting a row here erases the record: payload, identity and content hash become noise. Every reader tolerates it.
create table intake.record_key (
  county char(6) not null,
  record_id uuid not null,
  wrapped bytea not null,
  salt bytea not null,
  primary key (county, record_id),
  foreign key (county, record_id) references intake.record (county, id)
);

create table intake.import_run (
  county char(6) not null,
  id uuid not null,
  source text not null,
  supplier text not null,
  file_name text not null,
  status text not null,
  rows int not null default 0,
  accepted int not null default 0,
  duplicates int not null default 0,
  updated int not null default 0,
  rejected int not null default 0,
  excluded int not null default 0,
  seconds double precision not null default 0,
  dropped_columns text[] not null default '{}',
  -- Column of the file → standard column, so that the raw row can be told from the stored one.
  columns jsonb not null default '{}',
  started_by text,
  officer_id uuid,
  created_at timestamptz not null,
  finished_at timestamptz,
  problem text,
  primary key (county, id)
);
create index import_run_created on intake.import_run (county, created_at desc, id);

-- Why a row was not stored. Values are masked before they come here.
create table intake.reject (
  county char(6) not null,
  run_id uuid not null,
  position int not null,
  file text,
  row_number int not null,
  column_name text,
  value text not null,
  code text not null,
  parameters jsonb not null,
  primary key (county, run_id, position),
  foreign key (county, run_id) references intake.import_run (county, id)
);

create table intake.mapping_profile (
  county char(6) not null,
  source text not null,
  supplier text not null,
  name text not null,
  version int not null,
  columns jsonb not null,
  created_by text,
  created_at timestamptz not null,
  primary key (county, source, name, version)
);

-- Freshness of each source: the newest arrival and the last thirty days on which something arrived.
create table intake.source_arrival (
  county char(6) not null,
  source text not null,
  supplier text not null,
  records bigint not null,
  last_received_at timestamptz not null,
  days date[] not null,
  primary key (county, source, supplier)
);

-- Reference data of a county as imported; every import is one version, nothing is overwritten.
create table intake.reference_row (
  county char(6) not null,
  kind text not null,
  version int not null,
  position int not null,
  key text not null,
  effective_from date not null,
  source text not null,
  row jsonb not null,
  imported_at timestamptz not null,
  primary key (county, kind, version, position)
);

alter table intake.record enable row level security;
alter table intake.record force row level security;
create policy reach on intake.record
  using (
    county = (select access.setting('county'))
    and (
      (select access.setting('reach')) in ('*', town)
      or exists (
        select from access.handed h
        where h.county = record.county and h.agency_id = (select access.setting('agency'))::uuid and h.subject = record.id
      )
    )
  )
  with check (county = (select access.setting('county')) and (select access.setting('reach')) = '*');

-- A key is as visible as its record: the inner select runs under the policies of intake.record, later ones included.
alter table intake.record_key enable row level security;
alter table intake.record_key force row level security;
create policy reach on intake.record_key
  using (
    county = (select access.setting('county'))
    and (
      (select access.setting('reach')) = '*'
      or exists (select from intake.record r where r.county = record_key.county and r.id = record_key.record_id)
    )
  )
  with check (county = (select access.setting('county')) and (select access.setting('reach')) = '*');

do $$
declare name text;
begin
  foreach name in array array['import_run', 'reject', 'mapping_profile', 'source_arrival', 'reference_row'] loop
    execute format('alter table intake.%I enable row level security', name);
    execute format('alter table intake.%I force row level security', name);
    execute format(
      'create policy county on intake.%I using (county = (select access.setting(''county'')))
         with check (county = (select access.setting(''county'')))', name);
  end loop;
end $$;

grant select, insert, update on intake.counter, intake.import_run, intake.source_arrival to suyuan_app;
grant select, insert on intake.record, intake.reject, intake.mapping_profile, intake.reference_row to suyuan_app;
-- A record is immutable but for the mark that a newer version has taken its place.
grant update (current) on intake.record to suyuan_app;
grant select, insert, delete on intake.record_key to suyuan_app;
