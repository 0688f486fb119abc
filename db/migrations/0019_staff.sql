-- Who works where, in whose stead and how long; what needs a second person; who acts for a party.

alter table access.agency
  add column since timestamptz,
  add column until timestamptz;
comment on column access.agency.until is 'Exclusive; null: open end. Instants of the domain clock, here and below.';

alter table access.officer add column until timestamptz;

-- The truth about posts. access.officer.agency_id and roles repeat the officer's own posts for rooms that name an officer.
create table access.post (
  county char(6) not null,
  id uuid not null,
  officer_id uuid not null,
  agency_id uuid not null,
  role text not null,
  title text,
  head boolean not null default false,
  since timestamptz not null,
  until timestamptz,
  -- A substitute's post: the absence that made it and whose post it is.
  absence_id uuid,
  for_post_id uuid,
  for_officer_id uuid,
  granted_by text not null,
  granted_at timestamptz not null,
  primary key (county, id),
  foreign key (county, officer_id) references access.officer (county, id),
  foreign key (county, agency_id) references access.agency (county, id),
  check (until is null or until >= since),
  check ((absence_id is null) = (for_post_id is null) and (absence_id is null) = (for_officer_id is null))
);
create index post_officer on access.post (county, officer_id, since);
create index post_agency on access.post (county, agency_id);
comment on column access.post.granted_by is 'Id of the officer who granted it, or system:NAME.';

insert into access.post (county, id, officer_id, agency_id, role, since, granted_by, granted_at)
select o.county, gen_random_uuid(), o.id, o.agency_id, r.role, timestamptz '1970-01-01 00:00:00+00', 'system:migration', timestamptz '1970-01-01 00:00:00+00'
from access.officer o, unnest(o.roles) as r(role);

create table access.absence (
  county char(6) not null,
  id uuid not null,
  officer_id uuid not null,
  substitute_id uuid not null,
  kind text not null,
  since timestamptz not null,
  until timestamptz not null,
  granted_by text not null,
  granted_at timestamptz not null,
  primary key (county, id),
  foreign key (county, officer_id) references access.officer (county, id),
  foreign key (county, substitute_id) references access.officer (county, id),
  check (until >= since),
  check (officer_id <> substitute_id)
);
create index absence_officer on access.absence (county, officer_id, since);

-- What gives somebody power waits here until a second person has agreed.
create table access.staff_request (
  county char(6) not null,
  id uuid not null,
  kind text not null,
  officer_id uuid not null,
  data jsonb not null,
  reason text not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  decision text check (decision in ('agreed', 'refused')),
  decision_reason text,
  primary key (county, id),
  foreign key (county, officer_id) references access.officer (county, id),
  check ((decided_by is null) = (decision is null)),
  check (decided_by <> asked_by)
);
create index staff_request_open on access.staff_request (county, asked_at) where decision is null;

create table access.staff_event (
  county char(6) not null,
  id uuid not null,
  at timestamptz not null,
  kind text not null,
  subject_kind text not null check (subject_kind in ('agency', 'officer', 'representation')),
  subject uuid not null,
  by_officer uuid,
  by_name text not null,
  reason text not null,
  data jsonb not null,
  primary key (county, id)
);
create index staff_event_subject on access.staff_event (county, subject, at);
create index staff_event_at on access.staff_event (county, at);

-- Who acts for a party. Name, phone and evidence's name lie sealed; the phone is found by its keyed hash.
create table access.representation (
  county char(6) not null,
  id uuid not null,
  kind text not null,
  -- One party of one dispute, or an organisation in whatever it is party to.
  dispute_id uuid,
  party_id uuid,
  credit_key text,
  town char(9),
  person_sealed bytea not null,
  phone_key text not null,
  powers text[] not null,
  special boolean not null,
  conflict boolean not null default false,
  evidence_kind text not null,
  evidence_digest text not null,
  since timestamptz not null,
  until timestamptz not null,
  granted_by_officer uuid,
  granted_by_party uuid,
  granted_at timestamptz not null,
  reason text not null,
  revoked_at timestamptz,
  revoked_by text,
  revoked_reason text,
  primary key (county, id),
  check ((dispute_id is null) = (party_id is null)),
  check ((dispute_id is null) <> (credit_key is null)),
  check ((granted_by_officer is null) <> (granted_by_party is null)),
  check (evidence_digest ~ '^[0-9a-f]{64}$')
);
create index representation_phone on access.representation (county, phone_key);
create index representation_dispute on access.representation (county, dispute_id);

alter table access.read_log add column acts_for uuid, add column representation_id uuid;
comment on column access.read_log.acts_for is 'The absent officer in whose stead the reader acted.';

do $$ declare t text; begin
  foreach t in array array['post', 'absence', 'staff_request', 'staff_event', 'representation'] loop
    execute format('alter table access.%I enable row level security', t);
    execute format('alter table access.%I force row level security', t);
  end loop;
  foreach t in array array['post', 'absence', 'staff_request', 'staff_event'] loop
    execute format('create policy county on access.%I using (county = (select access.setting(''county'')))
      with check (county = (select access.setting(''county'')))', t);
  end loop;
end $$;

-- As visible as the dispute; that of an organisation as a whole only to those who reach the county.
create policy reach on access.representation using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) in ('*', town)
    or dispute_id = (select access.setting('dispute'))::uuid
    or exists (
      select from access.handed h
      where h.county = representation.county and h.agency_id = (select access.setting('agency'))::uuid
        and h.subject = representation.dispute_id
    )
  )
) with check (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) in ('*', town)
    or dispute_id = (select access.setting('dispute'))::uuid
    or exists (
      select from access.handed h
      where h.county = representation.county and h.agency_id = (select access.setting('agency'))::uuid
        and h.subject = representation.dispute_id
    )
  )
);

-- Four eyes below the program too: who asks and who decides stands there in person.
create policy asker on access.staff_request as restrictive for insert
  with check (asked_by::text = (select access.setting('actor')) and decided_by is null);
create policy decider on access.staff_request as restrictive for update
  using (decided_by is null) with check (decided_by::text = (select access.setting('actor')));

grant select, insert on access.post, access.absence, access.staff_request, access.staff_event, access.representation to suyuan_app;
grant update (until, title, head) on access.post to suyuan_app;
grant update (until) on access.absence to suyuan_app;
grant update (decided_by, decided_at, decision, decision_reason) on access.staff_request to suyuan_app;
grant update (revoked_at, revoked_by, revoked_reason) on access.representation to suyuan_app;
