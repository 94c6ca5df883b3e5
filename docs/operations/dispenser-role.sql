-- The PostgreSQL role of the dispenser. Run it once as the owner of the database, after `secrets-gateway migrate`, and
-- again after an update that adds tables or columns; it may be run any number of times. Then set a password:
--   ALTER ROLE secrets_dispenser PASSWORD '…';
-- and start the dispenser with SECRETS_GATEWAY_DISPENSER_DATABASE_URL=postgres://secrets_dispenser:…@host/database.

-- Creating the role needs CREATEROLE. Where the owner of the database lacks it, as on some managed servers, let an
-- administrator create the role first; the script then keeps it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'secrets_dispenser') THEN
    CREATE ROLE secrets_dispenser LOGIN NOINHERIT;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;

GRANT USAGE ON SCHEMA public TO secrets_dispenser;

-- What the rule of consumption is asked about, the envelopes, and which keys were retired (for `keys promote` and `keys
-- retire` on the dispenser's machine). No tokens, no users, no idempotency records.
GRANT SELECT ON
  migration, organization, consumer, consumer_secret, secret, secret_version, secret_repository, repository,
  membership, role, team_member, retired_key, known_key
TO secrets_dispenser;

-- Approvals are read only: they are made by the role of approver-role.sql, or by the owner of the database.
GRANT SELECT ON consumer_approval TO secrets_dispenser;

-- Audit events are added, never changed: nobody may update or delete them, and the triggers say so again.
GRANT SELECT, INSERT ON audit_event TO secrets_dispenser;
GRANT SELECT, INSERT, UPDATE ON audit_chain TO secrets_dispenser;

-- The only column of a secret and of its versions that the dispenser writes.
GRANT UPDATE (last_used_at) ON secret, secret_version TO secrets_dispenser;

-- How often callers asked: the dispensers of one database count together.
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limit TO secrets_dispenser;

-- What consumers have shown and may not show again.
GRANT SELECT, INSERT, DELETE ON used_proof TO secrets_dispenser;
