-- Weights of the micro rule fitted to the county's own outcomes: a fit is a candidate until a proposal of rules names it and a
-- second person puts that in force.

create table warning.micro_fit (
  county char(6) not null,
  id uuid not null,
  asked_name text not null,
  asked_at timestamptz not null,
  done_at timestamptz,
  -- Figures of the comparison; null where too few escalations stand behind it.
  report jsonb,
  model jsonb,
  primary key (county, id)
);
alter table warning.micro_fit enable row level security;
alter table warning.micro_fit force row level security;
create policy county on warning.micro_fit using (county = (select access.setting('county')))
  with check (county = (select access.setting('county')));
grant select, insert, update on warning.micro_fit to suyuan_app;

-- Null: the weights set by hand.
alter table warning.rule_version add column model jsonb;
