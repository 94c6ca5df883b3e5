import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Repository } from '../../core/repository';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import { deletePayload, rowPayload } from './payload.type';
import { RepositoryObject } from './repository.type';

const CreateRepositoryPayload = rowPayload('createRepository', 'repository', () => RepositoryObject);
const UpdateRepositoryPayload = rowPayload('updateRepository', 'repository', () => RepositoryObject);
const DeleteRepositoryPayload = deletePayload('Repository');

/** createRepository. */
@InputType('CreateRepositoryInput', { description: 'A new repository.' })
class CreateRepositoryInput {
  @Field(() => ID, { description: 'The organization.' })
  organizationId!: string;

  @Field(() => String, {
    description: '1 to 100 letters, digits, ".", "_" or "-"; unique in the organization.',
  })
  name!: string;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether secrets with visibility PRIVATE are visible to it.',
  })
  isPrivate!: boolean;
}

/** updateRepository. */
@InputType('UpdateRepositoryInput', { description: 'Changes of a repository; what is left out stays.' })
class UpdateRepositoryInput {
  @Field(() => ID, { description: 'The repository.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'A new name.' })
  name?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is private from now on.' })
  isPrivate?: boolean | null;
}

/** deleteRepository. */
@InputType('DeleteRepositoryInput', { description: 'Which repository to delete.' })
class DeleteRepositoryInput {
  @Field(() => ID, { description: 'The repository.' })
  id!: string;
}

/** Managing repositories. */
@Resolver()
export class RepositoryMutation {
  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => CreateRepositoryPayload, { description: 'Makes a repository known.' })
  async createRepository(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateRepositoryInput, { description: 'What to do it with.' })
    input: CreateRepositoryInput,
  ): Promise<{ repository: Repository }> {
    return { repository: await services.repositories.create(permit, input) };
  }

  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => UpdateRepositoryPayload, { description: 'Changes a repository.' })
  async updateRepository(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateRepositoryInput, { description: 'What to do it with.' })
    input: UpdateRepositoryInput,
  ): Promise<{ repository: Repository }> {
    return { repository: await services.repositories.update(permit, input) };
  }

  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => DeleteRepositoryPayload, {
    description: 'Deletes a repository and takes it out of every selection.',
  })
  async deleteRepository(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteRepositoryInput, { description: 'What to do it with.' })
    input: DeleteRepositoryInput,
  ): Promise<{ deletedRepositoryId: string }> {
    await services.repositories.delete(permit, input.id);
    return { deletedRepositoryId: input.id };
  }
}
