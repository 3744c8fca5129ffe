import type { z } from 'zod';
import type { App } from './app.ts';
import type { Call } from './execute.ts';
import { Refusal } from './refusal.ts';
import type { Tx } from './tx.ts';
import { fill } from './values/fill.ts';
import type { RecordLines } from './values/record-lines.ts';
import { strict } from './values/strict.ts';

type Refusals = Record<string, string>;

/** A figure or name that a handler states about what it is doing, for approval policies and for those who approve. */
export interface Fact {
  readonly label: string;
  /** `money` is stated in minor units of the company's currency. */
  readonly type: 'money' | 'percent' | 'number' | 'text' | 'flag' | 'day';
  /** It tells what else was done beside it: policies judge it, and it may be another when what was approved is carried out. */
  readonly beside?: true;
}

/** The names of inputs that are lists of lines, and of what each line says. */
type ListsOf<T> = { [Name in keyof T & string]-?: NonNullable<T[Name]> extends readonly (infer Line)[] ? Line : never };
type LinesOf<T, Lists = ListsOf<T>> = {
  [Name in keyof Lists & string]: RecordLines & {
    readonly input: Name;
    readonly key: { readonly [Input in keyof Lists[Name] & string]?: string };
    readonly start?: { readonly [Input in keyof Lists[Name] & string]?: string };
    readonly unticked?: { readonly [Input in keyof Lists[Name] & string]?: string };
  };
}[keyof Lists & string];

/** What an operation is, as a value: every door (screen, HTTP, CLI, agents, docs) is derived from it. */
export interface Command<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  R extends Refusals = Refusals,
  Name extends string = string,
> {
  readonly kind: 'command';
  /** `module.verb_noun`. */
  readonly name: Name;
  readonly label: string;
  /** One sentence for people and agents: what it does and what it leaves behind. */
  readonly about: string;
  readonly permission: string;
  readonly input: I;
  readonly output: O;
  readonly refusals: R;
  /** The entity whose record page offers this operation, the input field that takes the record's id, and on which records. */
  readonly on?: {
    entity: string;
    field: string;
    states?: readonly string[];
    where?: Readonly<Record<string, string | boolean | readonly string[]>>;
    /** The person whose own record it is, who may not do it: somebody else must. */
    notBy?: string;
  };
  /** Refusals about one input: it is said there. */
  readonly at?: Readonly<Record<string, string>>;
  /** Where the lines of its input come from. */
  readonly lines?: RecordLines;
  /** Input and output fields never written to the event log (top level names); a replayed answer has `***` in their place. */
  readonly secret?: readonly string[];
  /** Reports about an event (parameter `event`) that tell what the operation would do before it is done. */
  readonly preview?: readonly string[];
  /** What the handler states with `tx.state`. */
  readonly facts?: Readonly<Record<string, Fact>>;
  /** Operations whose deed is a part of this one, stated with `tx.did`: an approval policy over one of them holds for it as well. */
  readonly does?: readonly string[];
  /** The operation that this one does many times, stated with `tx.did`: a policy over it judges each of them, and all together. */
  readonly many?: string;
  /** The entity whose records it makes or changes; an approval policy of that name holds for all its operations, which state the same facts. */
  readonly subject?: string;
}

export function command<
  const Name extends string,
  I extends z.ZodType,
  O extends z.ZodType,
  const R extends Refusals = Record<never, string>,
>(
  name: Name,
  definition: Omit<Command<I, O, R>, 'kind' | 'name' | 'refusals' | 'lines' | 'at'> & {
    refusals?: R;
    at?: { readonly [Code in keyof NoInfer<R> & string]?: keyof z.output<I> & string };
    lines?: LinesOf<z.output<I>>;
  },
): Command<I, O, R, Name> {
  const input = strict(definition.input);
  const refusals = definition.refusals ?? ({} as R);
  return { kind: 'command', name, ...definition, input, refusals } as Command<I, O, R, Name>;
}

/** Stops the operation with one of its declared refusals; an undeclared code does not compile. */
export type Refuse<R extends Refusals> = (code: keyof R & string, details?: Record<string, unknown>) => never;

export type Input<C extends Command> = z.output<C['input']>;
export type Output<C extends Command> = z.output<C['output']>;

export interface Operation<C extends Command = Command> {
  readonly contract: C;
  readonly handler: (tx: Tx, input: Input<C>, refuse: Refuse<C['refusals']>) => Promise<Output<C>>;
  /**
   * Work in transactions of its own once this one is committed; the caller gets what it answers. It may be asked again for the
   * same output (a repeated request), and must be right then too.
   */
  readonly after?: (app: App, call: Call, output: Output<C>) => Promise<Output<C>>;
}

export const implement = <I extends z.ZodType, O extends z.ZodType, R extends Refusals, Name extends string>(
  contract: Command<I, O, R, Name>,
  handler: (tx: Tx, input: z.output<I>, refuse: Refuse<R>) => Promise<z.output<O>>,
): Operation<Command<I, O, R, Name>> => ({ contract, handler });

export const refuser =
  (contract: Command): Refuse<Refusals> =>
  (code, details = {}) => {
    const text = contract.refusals[code];
    if (text === undefined) throw new Error(`${contract.name} gave the undeclared refusal ${code}`);
    const path = contract.at?.[code];
    throw new Refusal(code, text, path ? { ...details, issues: [{ path, message: fill(text, details) }] } : details);
  };
