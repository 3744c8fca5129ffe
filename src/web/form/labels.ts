import type { FieldSpec } from '../values/fields.ts';

/** What stands at an input, by the path the server names it by, in words: “Lines, line 2, Price”. */
export function placeText(fields: readonly FieldSpec[], path: string, line: (number: number) => string): string {
  const said: string[] = [];
  let within: readonly FieldSpec[] = fields;
  for (const part of path.split('.')) {
    const field = within.find(({ name }) => name === part);
    if (/^\d+$/.test(part)) said.push(line(Number(part) + 1));
    else if (field) {
      said.push(field.label);
      within = field.fields ?? [];
    }
  }
  return said.join(', ');
}
