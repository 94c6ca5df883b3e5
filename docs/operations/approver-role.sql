-- The PostgreSQL role of whoever approves consumers on the dispenser's machine. Run it once as the owner of the database,
-- after `secrets-gateway migrate`; it may be run any number of times. Then set a password:
--   ALTER ROLE secrets_approver PASSWORD '…';
-- and run, where the opening key is,
--   SECRETS_GATEWAY_DATABASE_URL=postgres://secrets_approver:…@host/database secrets-gateway consumer list
-- and `consumer approve` and `consumer disapprove`. A row that is written with this role and without the key is refused.

-- Creating the role needs CREATEROLE. Where the owner of the database lacks it, as on some managed servers, let an
-- administrator create the role first; the script then keeps it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'secrets_approver') THEN
    CREATE ROLE secrets_approver LOGIN NOINHERIT;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;

GRANT USAGE ON SCHEMA public TO secrets_approver;

-- What is shown of consumers, and whether the keys belong to this database. No envelopes: only which key generations are in
-- use.
GRANT SELECT ON migration, organization, consumer, consumer_secret, known_key, retired_key TO secrets_approver;
GRANT SELECT (key_id) ON secret_version TO secrets_approver;
-- Which of the secrets that a consumer names are deleted.
GRANT SELECT (id, deleted_at) ON secret TO secrets_approver;

GRANT SELECT, INSERT, UPDATE, DELETE ON consumer_approval TO secrets_approver;

-- Audit events are added, never changed.
GRANT SELECT, INSERT ON audit_event TO secrets_approver;
GRANT SELECT, INSERT, UPDATE ON audit_chain TO secrets_approver;
