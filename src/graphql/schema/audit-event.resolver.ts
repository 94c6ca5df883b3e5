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

@InputType('AuditEventFilter', {
  description: 'Which audit events to return; every given condition must hold.',
})
export class AuditEventFilterInput {
  @Field(() => [AuditActionEnum], { nullable: true, description: 'Events with one of these actions.' })
  actions?: AuditAction[] | null;

  @Field(() => ID, { nullable: true, description: 'Events of the principal with this id.' })
  principalId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Events about the subject with this id.' })
  subjectId?: string | null;

  @Field(() => AuditOutcome, { nullable: true, description: 'Events with this outcome.' })
  outcome?: Outcome | null;

  @Field(() => DateTime, { nullable: true, description: 'Events at or after this time.' })
  since?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Events before this time.' })
  until?: Date | null;
}

/** Lists the audit events of an organization. */
@Resolver(() => OrganizationObject)
export class AuditLogResolver {
  @RequiresPermission(Permission.VIEW_AUDIT_LOG)
  @FieldResolver(() => AuditEventConnection, {
    description: 'The audit events of the organization, newest first.',
  })
  auditEvents(
    @PermitOf() permit: Permit,
    @Ctx() { services, cost }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
    @Arg('filter', () => AuditEventFilterInput, {
      nullable: true,
      description: 'Which events to return. The default is all of them.',
    })
    filter?: AuditEventFilterInput | null,
  ): Connection<AuditEvent> {
    const list = `auditEvents:${permit.organizationId}`;
    const page = pageRequest(list, given);
    const only = Object.fromEntries(
      Object.entries(filter ?? {}).filter(([, value]) => value != null),
    ) as AuditFilter;
    const { auditEvents } = services;
    const addCost = async () => cost.add({ rows: await auditEvents.stored(permit) });
    const isFiltered = Object.keys(only).length > 0;
    return new Connection({
      page: async () => {
        if (isFiltered) await addCost();
        return auditEvents.page(permit, only, page);
      },
      organizationId: permit.organizationId,
      list,
      keyOf: ({ sequence, id }) => ({ value: String(sequence), id }),
      count: async () => {
        await addCost();
        return auditEvents.count(permit, only);
      },
    });
  }
}

/** Resolves the fields of an audit event that are not columns. */
@Resolver(() => AuditEventObject)
export class AuditEventResolver {
  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description:
      'The user or service user of this event; null if it no longer exists, or was refused and is not a member.',
  })
  async principal(
    @Root() { principalId, organizationId, outcome }: AuditEvent,
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
  ): Promise<PrincipalProfile | undefined> {
    // A principal of another organization may be refused here. Its profile is not for the members of this one.
    const isKnown =
      outcome === AuditOutcome.ALLOWED || (await loaders.isMember.load({ permit, principalId }));
    return isKnown ? profileOf(loaders, principalId, organizationId) : undefined;
  }

  @FieldResolver(() => [AuditDetailObject], {
    description: 'Details such as names, versions and changed fields. They never contain a value.',
  })
  detail(@Root() { detail }: AuditEvent): readonly AuditDetailObject[] {
    return Object.entries(detail).map(([name, value]) => ({ name, text: String(value) }));
  }
}
