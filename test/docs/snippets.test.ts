import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addDataCommands } from '#surfaces/cli/data.ts';
import { addFileCommands } from '#surfaces/cli/files.ts';
import { addPeopleCommands } from '#surfaces/cli/people.ts';
import { addServerCommands } from '#surfaces/cli/server.ts';
import { registry } from '#test/harness.ts';
import manifest from '../../package.json' with { type: 'json' };

/* What people are told to type exists, and what they are told to read is there. */

const ROOT = join(import.meta.dirname, '../..');
const SCRIPTS = new Set(Object.keys(manifest.scripts));
const files = globSync('**/*.md', {
  cwd: ROOT,
  exclude: (name) => /(^|\/)(node_modules|dist|\.git)$/.test(name),
}).sort();
const texts = files.map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));

const root = new Command('countinghouse');
for (const add of [addServerCommands, addDataCommands, addFileCommands, addPeopleCommands]) add(root);

/** Lines of code blocks and code within sentences: the places where commands stand. */
const codeOf = (text: string): string[] => [
  ...[...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].flatMap((block) => block[1]!.split('\n')),
  ...[...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map((span) => span[1]!),
];

/** Why a command line can not work; nothing when it can. */
function problemOf(line: string): string | undefined {
  const script = /\bnpm run ([\w:-]+)/.exec(line)?.[1] ?? /\bnpm (start|test)\b/.exec(line)?.[1];
  if (script && !SCRIPTS.has(script)) return `package.json has no script ${script}`;
  const given = /^\s*(?:\$ )?(?:\.\/)?countinghouse((?:\s+\S+)*)\s*$/.exec(line)?.[1]?.trim();
  return given ? commandProblem(given.split(/\s+/)) : undefined;
}

function commandProblem(words: readonly string[]): string | undefined {
  let command = root;
  let at = 0;
  while (at < words.length && command.commands.length > 0 && /^[a-z]/.test(words[at]!)) {
    const next = command.commands.find((child) => child.name() === words[at] || child.aliases().includes(words[at]!));
    if (!next) return `there is no command ${words.slice(0, at + 1).join(' ')}`;
    command = next;
    at += 1;
  }
  const rest = words.slice(at);
  const name = rest.find((word) => /^[a-z_]+\.[a-z_]+$/.test(word));
  const offered = { call: registry.operations, report: registry.reports, list: registry.entities }[command.name()];
  if (offered && name && !offered.has(name)) return `there is no ${command.name()} ${name}`;
  const known = new Set(['--help', '-h', '--version', '-V']);
  for (const option of command.options) for (const flag of [option.long, option.short]) if (flag) known.add(flag);
  const unknown = rest.find((word) => /^--[a-z]/.test(word) && !known.has(word.split('=')[0]!));
  return unknown ? `${command.name()} has no option ${unknown}` : undefined;
}

test('commands named in the documents exist', () => {
  const lines = texts.flatMap(({ file, text }) => codeOf(text).map((line) => ({ file, line })));
  const wrong = lines.flatMap(({ file, line }) => {
    const problem = problemOf(line);
    return problem ? [`${file}: \`${line.trim()}\`: ${problem}.`] : [];
  });
  expect(wrong).toEqual([]);
  expect(
    lines.filter(({ line }) => /countinghouse |npm run /.test(line)).length,
    'commands were found',
  ).toBeGreaterThan(5);
});

test('a wrong command would be noticed', () => {
  expect(problemOf('npm run no-such-script')).toContain('no script');
  expect(problemOf('./countinghouse no-such-command')).toContain('no command');
  expect(problemOf('./countinghouse verify --no-such-option')).toContain('no option');
  expect(problemOf('./countinghouse report answers.no_such')).toContain('no report');
  expect(problemOf('./countinghouse report answers.profit --format csv')).toBeUndefined();
});

test('links within the documents lead to files that exist', () => {
  const wrong = texts.flatMap(({ file, text }) =>
    [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1]!)
      .filter((link) => !/^([a-z]+:|#)/.test(link))
      .filter((link) => !existsSync(join(ROOT, normalize(join(dirname(file), link.split('#')[0]!)))))
      .map((link) => `${file}: ${link}`),
  );
  expect(wrong).toEqual([]);
});
