import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Resolver, Root } from 'type-graphql';
import type { AuditAction, AuditEvent, AuditOutcome as Outcome } from '../../core/audit-event';
import { AuditOutcome } from '../../core/audit-event';
import { pageRequest } from '../../core/page';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile } from '../../core/principal';
import type { AuditFilter } from '../../services/audit.queries';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import { Connection } from '../relay/connection';
import { PrincipalInterface } from '../relay/node.type';
import { profileOf } from '../request/loaders';
import type { RequestContext } from '../request/request-context';
import {
  AuditActionEnum,
  AuditDetailObject,
  AuditEventConnection,
  AuditEventObject,
} from './audit-event.type';
import { ConnectionArgs } from './connection.arguments';
import { DateTime } from './date-time.scalar';
import { OrganizationObject } from './organization.type';

/** Which events a list leaves. */
@InputType('AuditEventFilter', {
  description: 'Which events a list leaves: those for which everything given holds.',
})
export class AuditEventFilterInput {
  @Field(() => [AuditActionEnum], { nullable: true, description: 'One of these actions.' })
  actions?: AuditAction[] | null;

  @Field(() => ID, { nullable: true, description: 'Done by this principal.' })
  principalId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Done to this subject.' })
  subjectId?: string | null;

  @Field(() => AuditOutcome, { nullable: true, description: 'With this outcome.' })
  outcome?: Outcome | null;

  @Field(() => DateTime, { nullable: true, description: 'Not before this time.' })
  since?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Before this time.' })
  until?: Date | null;
}

/** The audit log of an organization. */
@Resolver(() => OrganizationObject)
export class AuditLogResolver {
  @RequiresPermission(Permission.VIEW_AUDIT_LOG)
  @FieldResolver(() => AuditEventConnection, { description: 'What was done and refused here, newest first.' })
  auditEvents(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
    @Arg('filter', () => AuditEventFilterInput, { nullable: true, description: 'Only these.' })
    filter?: AuditEventFilterInput | null,
  ): Connection<AuditEvent> {
    const list = `auditEvents:${permit.organizationId}`;
    const page = pageRequest(list, given);
    const only = Object.fromEntries(
      Object.entries(filter ?? {}).filter(([, value]) => value != null),
    ) as AuditFilter;
    return new Connection({
      page: () => services.auditEvents.page(permit, only, page),
      organizationId: permit.organizationId,
      list,
      keyOf: ({ sequence, id }) => ({ value: String(sequence), id }),
      count: () => services.auditEvents.count(permit, only),
    });
  }
}

/** What an audit event leads to. */
@Resolver(() => AuditEventObject)
export class AuditEventResolver {
  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Who did it, while they exist; null for one who is no member and was refused.',
  })
  async principal(
    @Root() { principalId, organizationId, outcome }: AuditEvent,
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
  ): Promise<PrincipalProfile | undefined> {
    // A stranger who names something of this organization is written down here, and yet none of its business.
    const isKnown =
      outcome === AuditOutcome.ALLOWED || (await loaders.isMember.load({ permit, principalId }));
    return isKnown ? profileOf(loaders, principalId, organizationId) : undefined;
  }

  @FieldResolver(() => [AuditDetailObject], {
    description: 'Particulars: names, versions, what changed. Never a value.',
  })
  detail(@Root() { detail }: AuditEvent): readonly AuditDetailObject[] {
    return Object.entries(detail).map(([name, value]) => ({ name, text: String(value) }));
  }
}
