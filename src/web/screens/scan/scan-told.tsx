import { Alert, Text } from '@mantine/core';

/** What the last scan came to. */
export interface Told {
  readonly good: boolean;
  readonly text: string;
  readonly at: number;
}

/** Says it to the eye and to who listens; the same text again is said again. */
export function ScanTold({ told }: { told: Told | undefined }) {
  return (
    <div role="status" aria-live="assertive">
      {told ? (
        <Alert key={told.at} color={told.good ? 'teal' : 'red'} py={8} className="scan-told" data-good={told.good}>
          <Text size="sm" fw={600}>
            {told.text}
          </Text>
        </Alert>
      ) : null}
    </div>
  );
}
