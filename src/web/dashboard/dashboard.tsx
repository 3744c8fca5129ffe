import { Grid } from '@mantine/core';
import { Widget, type WidgetSpec } from './widget.tsx';

/** Reports side by side; tiles take the whole width, charts and tables half of it. */
export function Dashboard({ widgets }: { widgets: readonly WidgetSpec[] }) {
  return (
    <Grid gap="md">
      {widgets.map((widget) => (
        <Grid.Col
          key={`${widget.report} ${JSON.stringify(widget.params ?? {})}`}
          span={{ base: 12, lg: widget.as === 'tiles' ? 12 : 6 }}
        >
          <Widget {...widget} />
        </Grid.Col>
      ))}
    </Grid>
  );
}
