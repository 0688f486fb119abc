-- What a grid worker sends from the phone: the report's own number made there (so that a report sent twice is one record),
-- and its photos, sealed under the key of the record and erased with it.
create table intake.photo (
  county char(6) not null,
  record_id uuid not null,
  position int not null check (position between 0 and 5),
  media_type text not null,
  size int not null,
  received_at timestamptz not null,
  -- AES-256-GCM under the record's key.
  content bytea not null,
  primary key (county, record_id, position),
  foreign key (county, record_id) references intake.record (county, id)
);
alter table intake.photo enable row level security;
alter table intake.photo force row level security;
-- A photo is as visible as its record: the inner select runs under the policies of intake.record.
create policy reach on intake.photo
  using (
    county = (select access.setting('county'))
    and (
      (select access.setting('reach')) = '*'
      or exists (select from intake.record r where r.county = photo.county and r.id = photo.record_id)
    )
  )
  with check (county = (select access.setting('county')) and (select access.setting('reach')) = '*');
grant select, insert, delete on intake.photo to suyuan_app;

create table tasks.grid_report (
  county char(6) not null,
  -- Made on the phone before anything is sent.
  id uuid not null,
  officer_id uuid not null,
  town char(9) not null,
  record_id uuid,
  number text not null,
  photos int not null,
  sent_at timestamptz not null,
  primary key (county, id)
);
create index grid_report_officer on tasks.grid_report (county, officer_id, sent_at desc);
alter table tasks.grid_report enable row level security;
alter table tasks.grid_report force row level security;
create policy reach on tasks.grid_report using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or town = (select access.setting('reach'))));
grant select, insert, update on tasks.grid_report to suyuan_app;

-- What was reported in a town in the last days is looked through while the next report is entered.
create index record_grid_recent on intake.record (county, town, received_at desc) where source = 'grid' and current;
