import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { formatDay, formatDecimal, humanise } from '../../values/format.ts';
import { type Fact, lacksOf, type Policy } from './policy.ts';

/** The policy as one would say it; nothing before it is whole. */
export function useSentence(policy: Policy, facts: readonly Fact[]): string | undefined {
  const { t } = useTranslation('screens');
  const model = useModel();
  if (lacksOf({ ...policy, name: 'any' }).length > 0) return undefined;
  const { currency } = model.company;
  const said = (fact: Fact | undefined, value: string): string => {
    if (fact?.type === 'money') return `${formatDecimal(value)} ${currency}`;
    if (fact?.type === 'flag') return t(value === 'true' ? 'policy.yes' : 'policy.no');
    if (fact?.type === 'percent') return `${formatDecimal(value)} %`;
    if (fact?.type === 'day') return formatDay(value);
    return fact?.type === 'role' ? humanise(value) : value;
  };
  const when = policy.conditions
    .map(({ field, is, value }) => {
      const fact = facts.find(({ name }) => name === field);
      return `${fact?.label ?? ''} ${t(`policy.is.${is}` as 'policy.is.is')} ${said(fact, value)}`;
    })
    .join(t('policy.and'));
  const then = policy.steps
    .map(({ kind, who, needs, from }) => {
      const name = kind === 'role' ? humanise(who) : who;
      const several = needs > 1 ? t('policy.several', { count: needs, name }) : name;
      return from ? t('policy.fromAmount', { name: several, amount: `${formatDecimal(from)} ${currency}` }) : several;
    })
    .join(t('policy.next'));
  const operation = model.anyOperation(policy.operation)?.label ?? model.anyEntity(policy.operation)?.plural ?? '';
  return t(when ? 'policy.sentence' : 'policy.sentenceAlways', { operation, when, whom: then });
}
