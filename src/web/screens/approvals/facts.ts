/** What a rule looked at, as `Total: 5,534.20 EUR; Price entered by hand: no`, in pairs. What is told elsewhere or is not so is left out. */
export const factsOf = (summary: string, told: readonly string[]): [label: string, value: string][] =>
  summary.split('; ').flatMap((fact): [string, string][] => {
    const at = fact.indexOf(': ');
    const [label, value] = [fact.slice(0, at), fact.slice(at + 2)];
    return at < 0 || value === 'no' || told.includes(value) ? [] : [[label, value]];
  });
