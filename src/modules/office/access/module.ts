import { defineModule } from '#kernel/module.ts';
import { apiKey, role, user } from './contract.ts';
import * as keys from './key/api-keys.ts';
import { allRoles, matrix, permissions } from './role/matrix.report.ts';
import * as roles from './role/write-role.ts';
import createUser from './user/create-user.ts';
import resetPassword from './user/reset-password.ts';
import * as rolesOfUser from './user/roles-of-user.ts';

export const access = defineModule({
  name: 'access',
  label: 'Access',
  wing: 'office',
  entities: [user, role, apiKey],
  operations: [
    createUser,
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
    'access.user.read': 'See who has access to the company',
    'access.user.write': 'Give and take access, roles and passwords',
    'access.role.read': 'See roles and the permission matrix',
    'access.role.write': 'Make and change roles of the company',
    'access.api_key.read': 'See API keys',
    'access.api_key.write': 'Make and revoke API keys',
  },
  roles: { controller: ['access.user.read', 'access.role.read'] },
});
