import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { invoiceOrders, placeOrder, shipOrders } from '#modules/commerce/sales/contract.ts';
import { creditInvoice, postInvoice } from '#modules/finance/receivables/contract.ts';
import { printDocument } from '#surfaces/print/print.ts';
import { PRINT_LIMITS, renderDocument } from '#surfaces/print/render.ts';
import { scenario } from '#test/harness.ts';
import { make, openShop } from '../../src/modules/commerce/sales/scenarios/shop.ts';
import { paper } from './paper.ts';

scenario(
  'an order, a delivery, an invoice and a credit note are printed as archivable PDF, the same bytes each time',
  async (world) => {
    const shop = await openShop(world);
    await make(world, 'parties.address', {
      party: shop.customer,
      kind: 'billing',
      street: 'Industriezeile 14',
      city: 'Linz',
      postalCode: '4020',
      country: 'AT',
      isDefault: true,
    });
    const owner = world.as('owner');
    const lines = Array.from({ length: 40 }, () => ({ item: shop.seal, quantity: '1', discountPercent: '5' }));
    const { order } = await owner(placeOrder, {
      customer: shop.customer,
      promisedOn: '2026-03-10',
      customerReference: 'PO <4711> #1 *bold*',
      freightMinor: '1250',
      lines,
      confirm: true,
    });
    const { deliveries } = await owner(shipOrders, { orders: [order] });
    const { invoices } = await owner(invoiceOrders, { orders: [order] });
    const { creditNote } = await owner(creditInvoice, { invoice: invoices[0]!, reason: 'Agreed' });
    const as = (role: 'owner' | 'storekeeper', company = world.company) => ({
      app: world.app,
      actor: seedActor(world.app, role),
      company,
    });
    const wanted = [
      ['sales.order_confirmation', order, /^SO-/],
      ['sales.delivery_note', deliveries[0]!, /^DN-/],
      ['receivables.invoice_document', invoices[0]!, /^INV-/],
      ['receivables.invoice_document', creditNote, /^CN-/],
    ] as const;
    for (const [name, id, file] of wanted) {
      const first = await printDocument(as('owner'), name, id);
      expect(first.file).toMatch(file);
      expect(first.pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(first.pdf.includes('pdfaid:part')).toBe(true);
      expect((await printDocument(as('owner'), name, id)).pdf.equals(first.pdf)).toBe(true);
    }
    await expect(printDocument(as('storekeeper'), 'receivables.invoice_document', invoices[0]!)).refuses(
      'not_permitted',
    );
    await expect(printDocument(as('owner', world.other), 'receivables.invoice_document', invoices[0]!)).refuses(
      'not_found',
    );
    await expect(printDocument(as('owner'), 'receivables.invoice_document', 'nonsense')).refuses('not_found');
    await expect(printDocument(as('owner'), 'receivables.no_such', order)).refuses('not_found');
  },
);

const EVERY_SCRIPT =
  'Rechnung 請求書 カナ 한국어 简体 繁體 ไทย العربية 123 עברית हिन्दी বাংলা தமிழ் తెలుగు ខ្មែរ ລາວ ქართული Հայերեն አማርኛ Ελληνικά Кириллица Việt 😀🚀 ✓→₹₺';

scenario('B23: an invoice in any script is archivable; a letter no font has is a box on a plain PDF', async (world) => {
  const shop = await openShop(world);
  const owner = world.as('owner');
  const reader = { app: world.app, actor: seedActor(world.app, 'owner'), company: world.company };
  const print = async (description: string) => {
    const { invoice } = await owner(postInvoice, {
      customer: shop.customer,
      lines: [{ description, quantity: '1', unitPrice: '10' }],
    });
    return (await printDocument(reader, 'receivables.invoice_document', invoice)).pdf;
  };
  expect((await print(EVERY_SCRIPT)).includes('pdfaid:part')).toBe(true);
  const odd = await print('Javanese ꦗꦮ');
  expect(odd.subarray(0, 5).toString()).toBe('%PDF-');
  expect(odd.includes('pdfaid:part')).toBe(false);
});

scenario(
  'B23b: writing from right to left, words without a blank, signs of other languages and many lines are printed',
  async (world) => {
    const shop = await openShop(world);
    const said = [
      'משאבה 12-450 ק״ג',
      'مضخة رقم 7 (قطعتان)',
      'Насос Αντλία Pompę पंप',
      'x'.repeat(230),
      '<script>alert(1)</script> #set text(red) $x^2$ \\{\\{name\\}\\} *bold* @ref',
    ];
    const lines = Array.from({ length: 75 }, (_, at) => ({
      description: said[at % said.length]!,
      quantity: '1',
      unitPrice: '197333333.33',
    }));
    const [thirds] = (await world.list('parties.terms', { filter: { code: 'THIRDS' } })).rows;
    const { invoice } = await world.as('owner')(postInvoice, {
      ...{ customer: shop.customer, terms: String(thirds!.id), lines },
    });
    const reader = { app: world.app, actor: seedActor(world.app, 'owner'), company: world.company };
    const { pdf } = await printDocument(reader, 'receivables.invoice_document', invoice);
    expect(pdf.includes('pdfaid:part')).toBe(true);
    const printed = JSON.stringify(await paper(world, 'receivables.invoice_document', invoice));
    for (const text of said) expect(printed).toContain(JSON.stringify(text).slice(1, -1));
    expect(printed).toContain('14,799,999,999.75');
  },
);

scenario('while a long paper is made the program answers others; too many at once are turned away', async (world) => {
  const shop = await openShop(world);
  const lines = Array.from({ length: 400 }, (_, index) => ({
    description: `Line ${index + 1}`,
    quantity: '1',
    unitPrice: '10',
  }));
  const { invoice } = await world.as('owner')(postInvoice, { customer: shop.customer, lines });
  const reader = { app: world.app, actor: seedActor(world.app, 'owner'), company: world.company };
  const done: string[] = [];
  const print = printDocument(reader, 'receivables.invoice_document', invoice).then(() => done.push('printed'));
  await world.list('parties.party').then(() => done.push('listed'));
  await print;
  expect(done).toEqual(['listed', 'printed']);
  const many = await Promise.allSettled(
    Array.from({ length: PRINT_LIMITS.waiting + 5 }, () =>
      renderDocument({ template: 'src/surfaces/print/house.typ', data: {}, at: new Date(0) }),
    ),
  );
  const turned = many.filter((one) => one.status === 'rejected' && one.reason.code === 'printers_busy');
  expect(turned.length).toBe(5);
});
