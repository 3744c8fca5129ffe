/** What has to be known of a parameter. */
export interface AskedField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly help?: string | undefined;
  readonly default?: unknown;
}

/** What a report was asked with, as a reader of the paper has to know it. */
export interface Asked<F extends AskedField> {
  readonly company: string;
  readonly currency: string;
  readonly today: string;
  readonly fields: readonly F[];
  readonly params: Readonly<Record<string, unknown>>;
  /** Whether it holds amounts of the company's currency. */
  readonly money: boolean;
}

export interface Words<F extends AskedField> {
  day(day: string): string;
  /** A value of a field as text. */
  value(field: F, value: unknown): string;
  say(
    text: 'fromTo' | 'since' | 'until' | 'asOf' | 'amounts' | 'filter' | 'flag',
    values: Readonly<Record<string, string>>,
  ): string;
}

const FROM = /^from$/;
const TO = /^to$/;
const AS_OF = /^(asOf|day|on)$/;
const PAGING = new Set(['page', 'size']);

/** What stands for a day that was left out, as its description says: 'Last day; today if left empty'. */
const leftOut = (field: AskedField): string | undefined => /; ?(.+) if left empty\.?$/.exec(field.help ?? '')?.[1];

/** Company, period, currency and filters of a report, each part as it is read; the same on the screen and on paper. */
export function sentenceOf<F extends AskedField>(asked: Asked<F>, words: Words<F>): string[] {
  const { fields, params, today } = asked;
  const dayOf = (field: F | undefined): string | undefined => {
    if (!field) return undefined;
    const given = params[field.name];
    if (typeof given === 'string' && given) return words.day(given);
    const usual = leftOut(field);
    return usual === 'today' ? words.day(today) : usual;
  };
  const days = fields.filter(({ type }) => type === 'day');
  const [first, last, on] = [FROM, TO, AS_OF].map((name) => days.find((field) => name.test(field.name)));
  const [from, to] = [dayOf(first), dayOf(last)];
  const period =
    from && to
      ? words.say('fromTo', { from, to })
      : from
        ? words.say('since', { from })
        : to
          ? words.say(first ? 'until' : 'asOf', { to, day: to })
          : on && dayOf(on)
            ? words.say('asOf', { day: dayOf(on)! })
            : // What asks for no day is answered as things stand.
              words.say('asOf', { day: words.day(today) });
  const filters = fields
    .filter((field) => field !== first && field !== last && (field !== on || (from ?? to)) && !PAGING.has(field.name))
    .flatMap((field) => {
      const value = params[field.name];
      if (value === undefined || value === null || value === '' || value === false) return [];
      if (value === field.default && field.type === 'choice') return [];
      if (value === true) return [words.say('flag', { label: field.label })];
      return [words.say('filter', { label: field.label, value: words.value(field, value) })];
    });
  return [
    asked.company,
    period,
    ...(asked.money ? [words.say('amounts', { currency: asked.currency })] : []),
    ...filters,
  ];
}
