-- Linking that does not depend on the order of arrival: what each current record says to the linker, and over which keys it
-- reaches others. A batch solves every component that it touches afresh; key → component makes that two look-ups.

create table linking.item (
  county char(6) not null,
  record_id uuid not null,
  -- Records that a chain of equal keys joins share a component.
  component uuid not null,
  -- The computed dispute: the record with which it begins. What is stored differs only by what waits for a person.
  cluster uuid not null,
  -- Set where a person's decision, or an erased record, holds the record in its dispute.
  pin uuid,
  -- Parties by hashed keys, named numbers, dwelling. No names of persons, no texts.
  body jsonb not null,
  primary key (county, record_id)
);
create index item_component on linking.item (county, component);

create table linking.block (
  county char(6) not null,
  key text not null,
  -- Null: too many hold this phone; it leads nowhere.
  component uuid,
  -- Of a contract's number: the record whose dispute its instalments follow.
  record_id uuid,
  primary key (county, key)
);

-- Which record says that whom holds a phone: what four parties hold tells nobody apart.
create table linking.phone_holder (
  county char(6) not null,
  key text not null,
  record_id uuid not null,
  holder text not null,
  primary key (county, key, record_id, holder)
);
create index phone_holder_record on linking.phone_holder (county, record_id);

-- The sets of keys by which organisations are named, and whose they are: a firm of five thousand mentions has a few.
create table linking.organisation_signature (
  county char(6) not null,
  signature text not null,
  component uuid not null,
  party_id uuid not null,
  primary key (county, signature)
);
create index organisation_signature_component on linking.organisation_signature (county, component);

-- Two established persons whom the linker takes for one; joined by a person only.
create table linking.party_proposal (
  county char(6) not null,
  id uuid not null,
  party_id uuid not null,
  other_id uuid not null,
  at timestamptz not null,
  weight real not null,
  evidence jsonb not null,
  decision text,
  decided_by text,
  decided_at timestamptz,
  reason text,
  primary key (county, id),
  unique (county, party_id, other_id)
);

do $$
declare name text;
begin
  foreach name in array array['item', 'block', 'phone_holder', 'organisation_signature', 'party_proposal'] loop
    execute format('alter table linking.%I enable row level security', name);
    execute format('alter table linking.%I force row level security', name);
    execute format('create policy county on linking.%I using (county = (select access.setting(''county'')))
      with check (county = (select access.setting(''county'')))', name);
  end loop;
end $$;
grant select, insert, update, delete on linking.item, linking.block, linking.phone_holder, linking.organisation_signature to suyuan_app;
grant select, insert, update on linking.party_proposal to suyuan_app;

-- Place of the record in the canonical order, by which a dispute's row is folded.
alter table linking.dispute_record add column ordinal text not null default '';
alter table linking.party add column merged_into uuid;
alter table linking.party_member add column signature text;
create index party_member_signature on linking.party_member (county, signature) where to_at is null and signature is not null;
-- Replaced by linking.block.
drop table linking.dispute_key;
