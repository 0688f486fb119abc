-- A town's grid worker is asked to go and look whether what an alert says is so; the answer stands on the alert's page.
create table tasks.verification (
  county char(6) not null,
  id uuid not null,
  alert_id uuid not null,
  alert_code text not null,
  town char(9) not null,
  question text not null,
  asked_at timestamptz not null,
  asked_by text not null,
  -- Sealed under a key of the verification's own; the key is destroyed when its period is over.
  wrapped bytea,
  photo_type text,
  photo bytea,
  finding text check (finding in ('asReported', 'notSo', 'cannotSay')),
  note bytea,
  answered_at timestamptz,
  answered_by text,
  primary key (county, id)
);
create index verification_alert on tasks.verification (county, alert_id, asked_at);
create index verification_open on tasks.verification (county, town, asked_at) where answered_at is null;
create index verification_key on tasks.verification (county, asked_at) where wrapped is not null;
alter table tasks.verification enable row level security;
alter table tasks.verification force row level security;
create policy reach on tasks.verification using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or town = (select access.setting('reach'))));
grant select, insert, update on tasks.verification to suyuan_app;
