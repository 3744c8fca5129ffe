import { z } from 'zod';
import { counted } from './words.ts';

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'This names no record.',
  email: 'This is no e-mail address.',
  url: 'This is no web address.',
  datetime: 'This is no moment, such as 2026-03-02T09:00:00Z.',
};

type Issue = z.core.$ZodRawIssue;

/** What is wrong with an input, in words for who typed it; a schema that says it better says it itself. */
function inWords(issue: Issue): string | undefined {
  if (issue.code === 'invalid_type')
    return issue.input === undefined || issue.input === null
      ? 'This is needed.'
      : `This must be ${KINDS[issue.expected] ?? 'something else'}.`;
  if (issue.code === 'too_small') return bound(issue, Number(issue.minimum), 'at least');
  if (issue.code === 'too_big') return bound(issue, Number(issue.maximum), 'at most');
  if (issue.code === 'invalid_format') return FORMATS[issue.format] ?? 'This has not the form it needs.';
  if (issue.code === 'invalid_value') return `This must be one of ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'invalid_union') return 'This is not understood.';
  return undefined;
}

function bound(issue: Issue & { code: 'too_small' | 'too_big' }, limit: number, how: string): string {
  if (issue.origin === 'string')
    return limit === 1 && how === 'at least' ? 'This is needed.' : `This has ${how} ${counted(limit, 'character')}.`;
  if (issue.origin === 'array')
    return limit === 1 && how === 'at least' ? 'At least one is needed.' : `There must be ${how} ${limit}.`;
  return `This must be ${how} ${limit}.`;
}

z.config({ localeError: inWords });
