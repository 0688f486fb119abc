-- Tables of warning rules that officials set: proposed by one person with what it would have changed in the past year, put in
-- force by another. What was in force stays, so that every alert can be judged by the rule of its day.

create table warning.rule_version (
  county char(6) not null,
  version int not null check (version > 0),
  rows jsonb not null,
  reason text not null,
  state text not null check (state in ('proposed', 'effective', 'refused')),
  proposed_by uuid not null,
  proposed_name text not null,
  proposed_at timestamptz not null,
  -- Which alerts of the last twelve months come and go; null until it is computed.
  preview jsonb,
  decided_by uuid,
  decided_name text,
  decided_at timestamptz,
  decided_reason text,
  -- Null unless it came into force.
  effective_at timestamptz,
  primary key (county, version),
  check (decided_by is null or decided_by <> proposed_by)
);
-- One proposal at a time: each is compared with what holds.
create unique index rule_version_open on warning.rule_version (county) where state = 'proposed';

-- What the rules in force would have raised in a period, judged by what is known since: figures only.
create table warning.backtest (
  county char(6) not null,
  id uuid not null,
  from_day date not null,
  to_day date not null,
  asked_name text not null,
  asked_at timestamptz not null,
  -- Null until it is computed.
  result jsonb,
  primary key (county, id)
);

alter table warning.backtest enable row level security;
alter table warning.backtest force row level security;
create policy county on warning.backtest using (county = (select access.setting('county')))
  with check (county = (select access.setting('county')));
grant select, insert, update on warning.backtest to suyuan_app;

alter table warning.rule_version enable row level security;
alter table warning.rule_version force row level security;
create policy county on warning.rule_version using (county = (select access.setting('county')))
  with check (county = (select access.setting('county')));
grant select, insert, update on warning.rule_version to suyuan_app;
