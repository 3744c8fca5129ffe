import { defineModule } from '#kernel/module.ts';
import type { Id } from '#kernel/values/id.ts';
import * as company from './company/create-company.ts';
import { apiKey, colleague, invitation, role, user } from './contract.ts';
import * as keys from './key/api-keys.ts';
import { allRoles, matrix, permissions } from './role/matrix.report.ts';
import * as roles from './role/write-role.ts';
import createUser from './user/create-user.ts';
import { revoke as revokeInvitation } from './user/invitation.ts';
import { addRoles } from './user/member.ts';
import resetPassword from './user/reset-password.ts';
import * as rolesOfUser from './user/roles-of-user.ts';

export const access = defineModule({
  name: 'access',
  label: 'Access',
  wing: 'office',
  entities: [user, colleague, invitation, role, apiKey],
  operations: [
    company.create,
    createUser,
    revokeInvitation,
    rolesOfUser.grant,
    rolesOfUser.revoke,
    rolesOfUser.disable,
    resetPassword,
    roles.create,
    roles.update,
    keys.create,
    keys.revoke,
  ],
  reports: [matrix, allRoles, permissions],
  permissions: {
    'access.colleague.read': 'See the names of those who work in the company',
    'access.company.write': 'Make another company',
    'access.user.read': 'See who has access to the company',
    'access.user.write': 'Give and take access, roles and passwords',
    'access.role.read': 'See roles and the permission matrix',
    'access.role.write': 'Make and change roles of the company',
    'access.api_key.read': 'See API keys',
    'access.api_key.write': 'Make and revoke API keys',
  },
  onCompany: async (tx, { owner }) => {
    if (!owner) return;
    await tx.sql`insert into access.member (company_id, id, joined_at) values (${tx.company}, ${owner}, ${tx.now})`;
    await addRoles(tx, owner, ['owner']);
    tx.record({ entity: 'access.user', id: owner as Id, after: { roles: 'owner' } });
  },
  roles: { controller: ['access.user.read', 'access.role.read'] },
});
