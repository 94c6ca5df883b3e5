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

@InputType('CreateRepositoryInput', { description: 'A repository to register.' })
class CreateRepositoryInput {
  @Field(() => ID, { description: 'The id of the organization.' })
  organizationId!: string;

  @Field(() => String, {
    description: '1 to 100 letters, digits, ".", "_" or "-". Unique in the organization, case-insensitive.',
  })
  name!: string;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether it may use secrets with visibility PRIVATE.',
  })
  isPrivate!: boolean;
}

@InputType('UpdateRepositoryInput', {
  description: 'Changes to a repository. Fields that are left out keep their value.',
})
class UpdateRepositoryInput {
  @Field(() => ID, { description: 'The id of the repository.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The new name.' })
  name?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is private after the change.' })
  isPrivate?: boolean | null;
}

@InputType('DeleteRepositoryInput', { description: 'A repository to delete.' })
class DeleteRepositoryInput {
  @Field(() => ID, { description: 'The id of the repository.' })
  id!: string;
}

/** The mutations of repositories. */
@Resolver()
export class RepositoryMutation {
  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => CreateRepositoryPayload, { description: 'Registers a code repository.' })
  async createRepository(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateRepositoryInput, { description: 'The repository to register.' })
    input: CreateRepositoryInput,
  ): Promise<{ repository: Repository }> {
    return { repository: await services.repositories.create(permit, input) };
  }

  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => UpdateRepositoryPayload, {
    description: 'Changes the name or the privacy of a repository.',
  })
  async updateRepository(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateRepositoryInput, { description: 'The repository and its changes.' })
    input: UpdateRepositoryInput,
  ): Promise<{ repository: Repository }> {
    return { repository: await services.repositories.update(permit, input) };
  }

  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => DeleteRepositoryPayload, {
    description: 'Deletes a repository and removes it from every secret that selects it.',
  })
  async deleteRepository(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteRepositoryInput, { description: 'The repository to delete.' })
    input: DeleteRepositoryInput,
  ): Promise<{ deletedRepositoryId: string }> {
    await services.repositories.delete(permit, input.id);
    return { deletedRepositoryId: input.id };
  }
}
