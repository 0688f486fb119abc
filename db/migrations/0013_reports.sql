-- Frozen reports, letters of judicial advice and education tasks. Figures and organisations only; no person is named but officers.
create schema reports;
grant usage on schema reports to suyuan_app;

create table reports.report (
  county char(6) not null,
  id uuid not null,
  place text not null,
  from_day date not null,
  to_day date not null,
  period text not null,
  title text not null,
  -- Records up to this number were known.
  sequence bigint not null,
  made_at timestamptz not null,
  made_by text,
  officer_id uuid,
  -- Canonical JSON; the hash covers exactly these bytes.
  facts text not null,
  -- Decisions and reference data as known then, canonical JSON: with the records up to `sequence` they give the same facts again.
  decisions text not null,
  hash text not null,
  primary key (county, id)
);
create index report_place on reports.report (county, place, from_day, to_day);
create index report_made on reports.report (county, made_at desc, id desc);

create table reports.advice (
  county char(6) not null,
  id uuid not null,
  title text not null,
  recipient text not null,
  alert_id uuid,
  type text,
  place text,
  from_day date not null,
  to_day date not null,
  drafted_at timestamptz not null,
  drafted_by text not null,
  officer_id uuid not null,
  agency_id uuid not null,
  court text not null,
  evidence jsonb not null,
  primary key (county, id)
);
create index advice_drafted on reports.advice (county, drafted_at desc, id desc);
create index advice_alert on reports.advice (county, alert_id) where alert_id is not null;

-- What people did with a letter; its state is folded from these rows.
create table reports.advice_action (
  county char(6) not null,
  advice_id uuid not null,
  position int not null,
  action text not null,
  at timestamptz not null,
  by_name text not null,
  officer_id uuid not null,
  reason text,
  text jsonb,
  -- Given on approval: 浙0681法建〔2023〕3号.
  number text,
  primary key (county, advice_id, position),
  foreign key (county, advice_id) references reports.advice (county, id)
);

create table reports.education (
  county char(6) not null,
  id uuid not null,
  title text not null,
  place text not null,
  type text not null,
  audience text not null,
  form text not null,
  until_day date not null,
  alert_id uuid,
  created_at timestamptz not null,
  created_by text not null,
  officer_id uuid not null,
  primary key (county, id)
);
create index education_created on reports.education (county, created_at desc, id desc);

create table reports.education_result (
  county char(6) not null,
  education_id uuid not null,
  done_at timestamptz not null,
  by_name text not null,
  officer_id uuid not null,
  reached int,
  result text not null,
  primary key (county, education_id),
  foreign key (county, education_id) references reports.education (county, id)
);

do $$
declare name text;
begin
  foreach name in array array['report', 'education', 'education_result'] loop
    execute format('alter table reports.%I enable row level security', name);
    execute format('alter table reports.%I force row level security', name);
    execute format(
      'create policy county on reports.%I using (county = (select access.setting(''county'')))
         with check (county = (select access.setting(''county'')))', name);
  end loop;
end $$;

-- A letter is seen by the whole county's centre, by the court that writes it, and by whom it was handed to.
alter table reports.advice enable row level security;
alter table reports.advice force row level security;
create policy reach on reports.advice
  using (
    county = (select access.setting('county'))
    and (
      (select access.setting('reach')) = '*'
      or agency_id = (select access.setting('agency'))::uuid
      or exists (
        select from access.handed h
        where h.county = advice.county and h.agency_id = (select access.setting('agency'))::uuid and h.subject = advice.id
      )
    )
  )
  with check (county = (select access.setting('county')));
alter table reports.advice_action enable row level security;
alter table reports.advice_action force row level security;
create policy reach on reports.advice_action
  using (
    county = (select access.setting('county'))
    and exists (select from reports.advice a where a.county = advice_action.county and a.id = advice_action.advice_id)
  )
  with check (county = (select access.setting('county')));

grant select, insert on reports.report, reports.advice, reports.advice_action, reports.education, reports.education_result to suyuan_app;
