import { useTranslation } from 'react-i18next';
import { type Model, type ReportMeta, useModel } from '../api/meta.ts';
import { Page } from '../kit/page.tsx';
import { fieldSpecs } from '../values/fields.ts';
import { Dashboard } from './dashboard.tsx';
import type { WidgetSpec } from './widget.tsx';
import { Departments } from './wing-page.tsx';

/** The first page: what the company should know today, then the departments. */
export default function HomePage() {
  const { t } = useTranslation();
  const model = useModel();
  const widgets = homeWidgets(model);
  return (
    <Page title={t('home.greeting', { name: model.user.name.split(' ')[0] ?? '' })} about={model.company.name}>
      <Dashboard widgets={widgets} />
      <Departments wings={model.navigation} />
    </Page>
  );
}

const MOST_OTHERS = 4;

/** The reports of the answers module; where it is not installed, the first ones that draw a chart. */
function homeWidgets(model: Model): WidgetSpec[] {
  const answers = model.reports.filter((report) => report.module === 'answers' && asksNothing(report));
  const chosen =
    answers.length > 0
      ? answers
      : model.reports.filter((report) => report.chart && asksNothing(report)).slice(0, MOST_OTHERS);
  return chosen.map((report) => ({
    report: report.name,
    as: /today|figures|summary|tiles/.test(report.name) ? 'tiles' : undefined,
  }));
}

const asksNothing = (report: ReportMeta): boolean =>
  fieldSpecs(report.params).every((field) => !field.required || field.default !== undefined);
