-- The body that an imported mediation was given to: what came of like disputes there is a reason for suggesting it.
alter table indicators.fact add column body text;
create index fact_mediation on indicators.fact (county, type, body) where source = 'mediation' and known_until is null;

-- Which way on a named person chose for a dispute, and why: append-only.
create table mediation.route_choice (
  county char(6) not null,
  id uuid not null,
  dispute_id uuid not null,
  kind text not null,
  body_id uuid,
  body_name text,
  reason text not null,
  officer_id uuid not null,
  by_name text not null,
  at timestamptz not null,
  primary key (county, id)
);
create index route_choice_dispute on mediation.route_choice (county, dispute_id, at);
alter table mediation.route_choice enable row level security;
alter table mediation.route_choice force row level security;
create policy of_dispute on mediation.route_choice using (
  exists (select 1 from linking.dispute d where d.county = route_choice.county and d.id = route_choice.dispute_id));
grant select, insert on mediation.route_choice to suyuan_app;
