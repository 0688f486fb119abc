-- Loans and their repayments: a projection of the contract and repayment records, rebuilt by replaying them.
-- No name of a borrower stands here; it stays sealed with its record.
create schema contracts;
grant usage on schema contracts to suyuan_app;

create table contracts.contract (
  county char(6) not null,
  id uuid not null,
  -- The supplier's name, empty for the default one: contract and repayment files of one bank meet by (feed, number).
  feed text not null,
  number text not null,
  version integer not null,
  sequence bigint not null,
  record_id uuid not null,
  dispute_id uuid not null,
  trace_code text not null,
  town char(9),
  lender text,
  lender_code text,
  product text,
  signed_on date not null,
  -- 分; micro-percent a year (7.2 % = 7200000).
  principal bigint not null check (principal > 0),
  rate_micro_percent bigint check (rate_micro_percent >= 0),
  instalments integer not null check (instalments > 0),
  method text not null,
  first_due date not null,
  -- Rule under which interest is computed; a changed rule gets another name and old contracts keep theirs.
  day_count text not null,
  -- First day on which the daily check has to look at this contract again; null once it is settled.
  check_on date,
  help text not null default 'none',
  help_at timestamptz,
  -- Instalments whose arrears stand in the ledger already.
  overdue_entered integer[] not null default '{}',
  alert_id uuid,
  primary key (county, id),
  unique (county, feed, number)
);
create index contract_check on contracts.contract (county, check_on) where check_on is not null;
create index contract_signed on contracts.contract (county, signed_on, id);
create index contract_dispute on contracts.contract (county, dispute_id);

create table contracts.repayment (
  county char(6) not null,
  feed text not null,
  contract_number text not null,
  instalment integer not null,
  version integer not null,
  sequence bigint not null,
  record_id uuid not null,
  due date,
  due_amount bigint,
  paid_on date,
  paid_amount bigint,
  primary key (county, feed, contract_number, instalment)
);

alter table contracts.contract enable row level security;
alter table contracts.contract force row level security;
-- The centre, the lender itself, and the borrower on the own page; no town, no other bank (domain knowledge 8).
create policy reach on contracts.contract using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or dispute_id::text = (select access.setting('dispute'))
    or lender = (
      select a.name from access.agency a
      where a.county = (select access.setting('county')) and a.id::text = (select access.setting('agency')) and a.kind = 'bank')
    or lender_code = (
      select a.code from access.agency a
      where a.county = (select access.setting('county')) and a.id::text = (select access.setting('agency')) and a.kind = 'bank')
  ));

alter table contracts.repayment enable row level security;
alter table contracts.repayment force row level security;
create policy reach on contracts.repayment using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or exists (
      select from contracts.contract c
      where c.county = repayment.county and c.feed = repayment.feed and c.number = repayment.contract_number)
  ));

grant select, insert, update on contracts.contract, contracts.repayment to suyuan_app;
