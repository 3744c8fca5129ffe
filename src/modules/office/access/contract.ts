import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import { report } from '#kernel/report.ts';
import { CountryCode, CurrencyCode, Id, Name, Ref } from '#kernel/values/schema.ts';
import { SIGN_IN } from './sign-in/limits.ts';

const RoleName = z
  .string()
  .regex(/^[a-z0-9_]{1,40}$/, 'Small letters, digits and underscores.')
  .meta({ kind: 'role' });
const Permissions = z.array(z.string().max(100)).max(1_000).meta({ kind: 'permissions' });
const Email = z
  .email()
  .max(200)
  .transform((text) => text.toLowerCase());

const LAST_OWNER = 'This is the last owner; make somebody else owner first.';
const UNKNOWN_ROLE = 'There is no role {role}.';
const BEYOND_OWN = 'You do not have the right “{allows}” yourself, so you can neither give nor take it.';

export const createUser = command('access.create_user', {
  label: 'New user',
  about:
    'Gives a person access to this company. A new person gets a one-time password; one with an account at other companies gets an invitation code and no rights until they enter it under “Your account”. Either is shown once.',
  permission: 'access.user.write',
  input: z.object({ email: Email, name: Name, roles: z.array(RoleName).min(1).max(20) }),
  output: z.object({
    id: z.string().nullable().describe('Nothing until who is invited comes in.'),
    password: z.string().nullable(),
    invitationCode: z.string().nullable(),
  }),
  refusals: {
    unknown_role: UNKNOWN_ROLE,
    beyond_own: BEYOND_OWN,
    already_member: '{email} is a user of this company already.',
  },
  secret: ['password', 'invitationCode'],
  does: ['access.grant_role'],
});

/** Not offered among the operations: who accepts has no right here yet, and is let through by the code. */
export const acceptInvitation = command('access.accept_invitation', {
  label: 'Join a company',
  about:
    'Enters the code of an invitation: the roles hold from now on, with a new password that no other company can know.',
  permission: 'access.invitation.accept',
  input: z.object({
    code: z.string().trim().min(1).max(100),
    newPassword: z.string().min(SIGN_IN.passwordLength).max(128),
  }),
  output: z.object({ company: z.number() }),
  refusals: {
    wrong_code: 'This code is not one of yours, was used already, or holds no more.',
    same_password: 'Choose another password than the present one.',
  },
  secret: ['code', 'newPassword'],
});

export const revokeInvitation = command('access.revoke_invitation', {
  label: 'Revoke invitation',
  about: 'Takes an invitation back: its code lets nobody in any more.',
  permission: 'access.user.write',
  input: z.object({ invitation: Ref('access.invitation') }),
  output: z.object({ id: Id }),
  refusals: {
    invitation_over: 'This invitation is {state} already.',
    unknown_role: UNKNOWN_ROLE,
    beyond_own: BEYOND_OWN,
  },
  on: { entity: 'access.invitation', field: 'invitation', states: ['open'] },
});

const knownZone = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
};

export const createCompany = command('access.create_company', {
  label: 'New company',
  about:
    'Makes another company with books of its own: its chart of accounts, three fiscal years, number series and codes are laid, and you are its owner.',
  permission: 'access.company.write',
  input: z.object({
    name: Name,
    code: z
      .string()
      .trim()
      .regex(/^[A-Z0-9_-]{1,20}$/, 'Up to 20 capital letters and digits.')
      .describe('Short name'),
    country: CountryCode,
    currency: CurrencyCode.describe('Its books are kept in it, for good.'),
    timeZone: z
      .string()
      .refine(knownZone, 'There is no such time zone, like Europe/Vienna.')
      .describe('Says which day it is for its books, like Europe/Vienna.'),
    yearBegins: z.number().int().min(1).max(12).default(1).describe('Month its fiscal year begins with'),
  }),
  output: z.object({ code: z.string(), company: z.number().nullable() }),
  refusals: {
    company_exists: 'There is a company {code} already.',
    no_currency: 'There is no currency {currency}.',
    no_country: 'There is no country {country}.',
    only_users: 'Only a signed-in user does this, no program. Sign in first.',
  },
});

export const grantRole = command('access.grant_role', {
  label: 'Grant role',
  about: 'Gives a user a role in this company; it holds from their next request.',
  permission: 'access.user.write',
  input: z.object({ user: Ref('access.user'), role: RoleName }),
  output: z.object({ id: z.string() }),
  refusals: {
    unknown_role: UNKNOWN_ROLE,
    beyond_own: BEYOND_OWN,
    has_role: '{name} has the role {role} already.',
    needs_invitation:
      '{name} has no role here any more and has worked at another company: add them as a new user, and they come in with a code.',
  },
  on: { entity: 'access.user', field: 'user' },
});

export const revokeRole = command('access.revoke_role', {
  label: 'Revoke role',
  about: 'Takes a role from a user in this company; it holds from their next request.',
  permission: 'access.user.write',
  input: z.object({ user: Ref('access.user'), role: RoleName }),
  output: z.object({ id: z.string() }),
  refusals: {
    has_not_role: '{name} has not the role {role}.',
    unknown_role: UNKNOWN_ROLE,
    beyond_own: BEYOND_OWN,
    last_owner: LAST_OWNER,
  },
  on: { entity: 'access.user', field: 'user' },
});

export const disableUser = command('access.disable_user', {
  label: 'Disable user',
  about: 'Takes all roles of a user in this company, ends their sessions and revokes their API keys here.',
  permission: 'access.user.write',
  input: z.object({ user: Ref('access.user') }),
  output: z.object({ id: z.string() }),
  refusals: {
    unknown_role: UNKNOWN_ROLE,
    beyond_own: BEYOND_OWN,
    last_owner: LAST_OWNER,
    own_account: 'You can not disable yourself.',
  },
  on: { entity: 'access.user', field: 'user', where: { active: true } },
});

export const resetPassword = command('access.reset_password', {
  label: 'Reset password',
  about: 'Gives a user a new one-time password, shown once in the answer, and ends their sessions and API keys.',
  permission: 'access.user.write',
  input: z.object({ user: Ref('access.user'), removeTwoFactor: z.boolean().default(false) }),
  output: z.object({ id: z.string(), password: z.string().nullable() }),
  refusals: {
    unknown_role: UNKNOWN_ROLE,
    beyond_own: BEYOND_OWN,
    other_company: '{name} is a user of another company as well; the operator of the program resets that password.',
  },
  on: { entity: 'access.user', field: 'user', where: { active: true } },
  secret: ['password'],
});

export const createRole = command('access.create_role', {
  label: 'New role',
  about: 'Makes a role of this company with the given permissions, beside those the program brings.',
  permission: 'access.role.write',
  input: z.object({
    label: Name.describe('Name'),
    name: z
      .string()
      .regex(/^[a-z0-9_]{1,40}$/, 'Small letters, digits and underscores.')
      .optional()
      .describe('Short name'),
    permissions: Permissions,
  }),
  output: z.object({ name: z.string() }),
  refusals: {
    role_exists: 'There is a role {name} already.',
    unknown_permission: 'There is no permission {permission}.',
    beyond_own: BEYOND_OWN,
  },
});

export const updateRole = command('access.update_role', {
  label: 'Edit role',
  about: 'Changes the name or the permissions of a role of this company; it holds from the next request of its users.',
  permission: 'access.role.write',
  input: z.object({ name: RoleName, label: Name.optional(), permissions: Permissions.optional() }),
  output: z.object({ name: z.string() }),
  refusals: {
    seed_role: 'The role {name} comes with the program; make one of your own.',
    unknown_role: UNKNOWN_ROLE,
    unknown_permission: 'There is no permission {permission}.',
    beyond_own: BEYOND_OWN,
  },
  on: { entity: 'access.role', field: 'name' },
});

export const createApiKey = command('access.create_api_key', {
  label: 'New API key',
  about: 'Makes a key for programs. It acts for you in this company with those of your permissions named as scopes.',
  permission: 'access.api_key.write',
  input: z.object({
    name: Name.max(32),
    scopes: Permissions.min(1),
    expiresInDays: z.number().int().min(1).max(3_650).default(365),
  }),
  output: z.object({ id: z.string(), key: z.string() }),
  refusals: {
    unknown_permission: 'There is no permission {permission}.',
    beyond_own: BEYOND_OWN,
    only_users: 'Only a signed-in user does this, no program. Sign in first.',
  },
  secret: ['key'],
});

export const revokeApiKey = command('access.revoke_api_key', {
  label: 'Revoke API key',
  about: 'Ends an API key at once and for good.',
  permission: 'access.api_key.write',
  input: z.object({ key: Ref('access.api_key') }),
  output: z.object({ id: Id }),
  refusals: { already_revoked: 'This key is revoked already.' },
  on: { entity: 'access.api_key', field: 'key', states: ['active', 'expired'] },
});

export const user = entity('access.user', {
  label: 'User',
  plural: 'Users',
  about: 'A person with access to this company.',
  table: 'access.member',
  view: 'access.v_user',
  title: 'name',
  fields: {
    name: f.text('Name', { derived: true }),
    email: f.text('E-mail', { derived: true }),
    roles: f.text('Roles', { derived: true }),
    active: f.flag('Active', { derived: true, help: 'Has at least one role.' }),
    twoFactor: f.flag('Second factor', { derived: true }),
    joinedAt: f.time('Since', { derived: true }),
    lastSeenAt: f.time('Last seen', { derived: true }),
  },
  list: ['name', 'email', 'roles', 'active', 'twoFactor', 'lastSeenAt'],
  search: ['name', 'email'],
  read: 'access.user.read',
  children: [{ entity: 'access.api_key', field: 'user', label: 'API keys' }],
});

export const colleague = entity('access.colleague', {
  label: 'Colleague',
  plural: 'Colleagues',
  about: 'The name of a person who works in this company, for those who choose one and keep no users.',
  table: 'access.member',
  view: 'access.v_user',
  title: 'name',
  fields: {
    name: f.text('Name', { derived: true }),
    active: f.flag('Active', { derived: true }),
  },
  list: ['name'],
  search: ['name'],
  read: 'access.colleague.read',
});

export const invitation = entity('access.invitation', {
  label: 'Invitation',
  plural: 'Invitations',
  about: 'A code with which somebody who has an account already comes into this company.',
  table: 'access.invitation',
  view: 'access.v_invitation',
  title: 'email',
  order: '-invitedAt',
  fields: {
    email: f.text('E-mail', { derived: true }),
    name: f.text('Name', { derived: true, help: 'As the one who invites has written it.' }),
    roles: f.text('Roles', { derived: true }),
    state: f.state('State', { derived: true }),
    invitedAt: f.time('Invited', { derived: true }),
    expiresAt: f.time('Expires', { derived: true }),
    acceptedAt: f.time('Accepted', { derived: true }),
  },
  list: ['email', 'name', 'roles', 'state', 'invitedAt', 'expiresAt'],
  search: ['email', 'name'],
  read: 'access.user.read',
  state: 'state',
});

export const role = entity('access.role', {
  label: 'Own role',
  plural: 'Own roles',
  about: 'A role this company made for itself.',
  table: 'kernel.role',
  view: 'access.v_role',
  id: 'name',
  title: 'label',
  fields: {
    name: f.code('Short name', { derived: true }),
    label: f.text('Name', { derived: true }),
    permissions: f.note('Permissions', { derived: true }),
    users: f.number('Users', { derived: true }),
  },
  list: ['label', 'name', 'users'],
  search: ['name', 'label'],
  read: 'access.role.read',
});

export const apiKey = entity('access.api_key', {
  label: 'API key',
  plural: 'API keys',
  about: 'A key with which a program acts for a user.',
  table: 'access.api_key',
  view: 'access.v_api_key',
  title: 'name',
  order: '-createdAt',
  fields: {
    name: f.text('Name', { derived: true }),
    start: f.code('Begins with', { derived: true }),
    user: f.ref('User', 'access.user', { derived: true }),
    scopes: f.note('Scopes', { derived: true }),
    state: f.state('State', { derived: true }),
    createdAt: f.time('Made', { derived: true }),
    expiresAt: f.time('Expires', { derived: true }),
    lastUsedAt: f.time('Last used', { derived: true }),
  },
  list: ['name', 'start', 'user', 'state', 'expiresAt', 'lastUsedAt'],
  search: ['name'],
  read: 'access.api_key.read',
  state: 'state',
});

export const permissionMatrix = report('access.permission_matrix', {
  label: 'Permission matrix',
  about: 'Which role may carry out, read or write what: every operation, report, record kind and protected field.',
  permission: 'access.role.read',
  params: z.object({ kind: z.enum(['operation', 'report', 'read', 'write', 'field']).optional() }),
  columns: {
    department: { label: 'Department', type: 'text' },
    kind: { label: 'Kind', type: 'choice' },
    what: { label: 'What', type: 'text' },
    right: { label: 'Permission to', type: 'text' },
    name: { label: 'Short name', type: 'code', hidden: true },
    permission: { label: 'Permission for programs', type: 'code', hidden: true },
    owner: { label: 'Owner', type: 'flag' },
    controller: { label: 'Controller', type: 'flag' },
    bookkeeper: { label: 'Bookkeeper', type: 'flag' },
    sales_desk: { label: 'Sales desk', type: 'flag' },
    storekeeper: { label: 'Storekeeper', type: 'flag' },
    buyer: { label: 'Buyer', type: 'flag' },
    auditor: { label: 'Auditor', type: 'flag' },
    ownRoles: { label: 'Own roles', type: 'text', explain: 'The roles of this company that have the permission.' },
  },
});

export const roles = report('access.roles', {
  label: 'Roles',
  about: 'Every role there is to give, those of the program and those of this company, with how many users have it.',
  permission: 'access.role.read',
  params: z.object({}),
  columns: {
    name: { label: 'Short name', type: 'code', hidden: true },
    label: { label: 'Role', type: 'text' },
    own: { label: 'Own', type: 'flag' },
    permissions: {
      label: 'Permissions',
      type: 'number',
      drill: { report: 'access.permissions_of', params: { role: 'name' } },
    },
    users: { label: 'Users', type: 'number' },
  },
});

export const permissionsOf = report('access.permissions_of', {
  label: 'Permissions',
  about: 'Every permission of the program in words, or those of one role.',
  permission: 'access.role.read',
  params: z.object({ role: RoleName.optional() }),
  columns: {
    permission: { label: 'Permission', type: 'code', hidden: true },
    text: { label: 'Allows to', type: 'text' },
  },
});
