import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addedColumn } from './table-parts';

const AddedParent = addedColumn('TokenParentColumn', 'token', 'parent_id', 'id');

/**
 * The parent of a token, and the permission to make tokens for two of the built-in roles. Tokens that exist have no parent:
 * what they were made with was not recorded.
 */
export class TokenParent1764410000000 implements MigrationInterface {
  readonly name = 'TokenParent1764410000000';
  readonly #column = new AddedParent();

  async up(runner: QueryRunner): Promise<void> {
    await this.#column.up(runner);
    await runner.query('CREATE INDEX token_parent_index ON token (parent_id)');
    await runner.query(
      "UPDATE role SET permissions = permissions || ',CREATE_TOKENS' WHERE is_built_in AND name IN ('OWNER', 'ADMIN')",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // The new permission comes last in every list.
    await runner.query("UPDATE role SET permissions = REPLACE(permissions, ',CREATE_TOKENS', '')");
    await runner.query("UPDATE role SET permissions = '' WHERE permissions = 'CREATE_TOKENS'");
    await runner.query('DROP INDEX token_parent_index');
    await this.#column.down(runner);
  }
}
