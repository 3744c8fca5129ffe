import { addDays, type Day, daysBetween } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

/** What was decided about a supplier for one item; `unapproved`: nothing, where approval is needed. */
export interface Source {
  readonly standing: 'approved' | 'conditional' | 'blocked' | 'unapproved';
  readonly reason: string | null;
}

/** What a supplier offers for an item, and how it has done so far. */
export interface Offer {
  readonly supplier: Id;
  readonly name: string;
  /** One unit, in the company's currency, freight and duty included. */
  readonly unitCost: Decimal;
  readonly minimum: Decimal;
  readonly pack: Decimal;
  readonly quotedDays: number;
  /** Days from order to goods, of past lines of this item or else of this supplier. */
  readonly measuredDays: readonly number[];
  /** Rejected per million received; null: nothing received yet. */
  readonly ppm: Decimal | null;
  readonly standing: 'approved' | 'warned' | 'blocked' | null;
  /** Null: nothing was decided, and nothing needs to be. */
  readonly source: Source | null;
  /** The number of the blanket order the price is agreed in. */
  readonly agreed?: string | null;
}

export interface Need {
  readonly quantity: Decimal;
  readonly orderOn: Day;
  readonly needOn: Day;
}

export interface RankedOffer {
  readonly supplier: Id;
  readonly rank: number;
  /** What must be bought: the need, raised to the least and to whole packs. */
  readonly quantity: Decimal;
  readonly unitCost: Decimal;
  /** Cost of one good unit: what is rejected is paid for by the others in time and freight. */
  readonly goodUnitCost: Decimal;
  /** When it is here with four chances in five. */
  readonly arrivesOn: Day;
  readonly inTime: boolean;
  readonly confidence: 'measured' | 'few' | 'quoted';
  readonly reason: string;
}

/** From how many past deliveries on lead times count as measured. */
const ENOUGH = 5;

/**
 * Ranks offers for a need: those that will be here in time before those that will not, the cheaper good unit first; of the
 * late ones the earlier, then the cheaper. Who cannot be ordered from is left out. Lead time is the 80th percentile of measured days
 * (nearest rank), the quoted days where nothing was measured; with few measurements, the worse of both.
 */
export function rankOffers(need: Need, offers: readonly Offer[]): RankedOffer[] {
  const judged = offers.filter((offer) => barredBy(offer) === null).map((offer) => judge(need, offer));
  judged.sort(
    (a, b) =>
      Number(b.inTime) - Number(a.inTime) ||
      (a.inTime ? 0 : a.arrivesOn.localeCompare(b.arrivesOn)) ||
      Number(a.warned) - Number(b.warned) ||
      dec(a.goodUnitCost).cmp(b.goodUnitCost) ||
      a.arrivesOn.localeCompare(b.arrivesOn) ||
      a.supplier.localeCompare(b.supplier),
  );
  return judged.map(({ warned, source, agreed, ...offer }, index) => ({
    ...offer,
    rank: index + 1,
    reason: [
      reasonOf(need, offer, judged[0]!),
      ...(agreed ? [`at the price of ${agreed}`] : []),
      ...(warned ? ['under warning'] : []),
      ...approval(source),
    ].join(', '),
  }));
}

/** Why an offer cannot be taken, whatever it costs; null: it can. */
export function barredBy({ standing, source }: Pick<Offer, 'standing' | 'source'>): string | null {
  if (standing === 'blocked') return 'blocked';
  if (source?.standing === 'unapproved') return 'not approved for this item';
  return source?.standing === 'blocked' ? because('blocked for this item', source.reason) : null;
}

const because = (what: string, reason: string | null): string => (reason ? `${what}: ${reason}` : what);

const approval = (source: Source | null): string[] => {
  if (source === null) return [];
  return [source.standing === 'conditional' ? because('approved on a condition', source.reason) : 'approved'];
};

type Judged = Omit<RankedOffer, 'rank' | 'reason'> & Pick<Offer, 'source' | 'agreed'> & { warned: boolean };

function judge(need: Need, offer: Offer): Judged {
  const { days, confidence } = leadOf(offer);
  const arrivesOn = addDays(need.orderOn, days);
  const rejected = dec(offer.ppm ?? 0).div(1_000_000);
  const good = rejected.gte(1) ? dec(offer.unitCost).times(1_000_000) : dec(offer.unitCost).div(dec(1).minus(rejected));
  return {
    supplier: offer.supplier,
    quantity: wholePacks(need.quantity, offer),
    unitCost: offer.unitCost,
    goodUnitCost: toDecimal(good.round(6)),
    arrivesOn,
    inTime: arrivesOn <= need.needOn,
    confidence,
    warned: offer.standing === 'warned',
    source: offer.source,
    agreed: offer.agreed ?? null,
  };
}

function leadOf({ measuredDays, quotedDays }: Offer): { days: number; confidence: RankedOffer['confidence'] } {
  if (measuredDays.length === 0) return { days: quotedDays, confidence: 'quoted' };
  const sorted = measuredDays.toSorted((a, b) => a - b);
  const measured = sorted[Math.ceil(sorted.length * 0.8) - 1]!;
  return measuredDays.length >= ENOUGH
    ? { days: measured, confidence: 'measured' }
    : { days: Math.max(measured, quotedDays), confidence: 'few' };
}

/** The need, raised to the least that is sold and to whole packs. */
export function wholePacks(quantity: Decimal, { minimum, pack }: { minimum: Decimal; pack: Decimal }): Decimal {
  const least = dec(quantity).lt(minimum) ? dec(minimum) : dec(quantity);
  if (dec(pack).lte(0)) return toDecimal(least);
  const packs = least.div(pack);
  return toDecimal(dec(pack).times(packs.round(0, 3)));
}

function reasonOf(need: Need, offer: Omit<Judged, 'warned' | 'source' | 'agreed'>, best: Judged): string {
  const late = daysBetween(need.needOn, offer.arrivesOn);
  const parts = [offer.inTime ? 'in time' : `${late} ${late === 1 ? 'day' : 'days'} late`];
  if (offer.supplier === best.supplier) parts.push(offer.inTime ? 'cheapest of those in time' : 'the earliest');
  else if (dec(best.goodUnitCost).gt(0)) {
    const more = dec(offer.goodUnitCost).div(best.goodUnitCost).minus(1).times(100).round(1);
    if (!more.eq(0)) parts.push(`${more.abs().toFixed()} % ${more.gt(0) ? 'dearer' : 'cheaper'}`);
  }
  if (dec(offer.quantity).gt(need.quantity)) parts.push(`sells ${offer.quantity} at least`);
  if (offer.confidence !== 'measured')
    parts.push(offer.confidence === 'few' ? 'few deliveries so far' : 'lead time as quoted');
  return parts.join(', ');
}
