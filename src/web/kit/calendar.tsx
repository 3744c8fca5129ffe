import { DatePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';

/** A month to pick a day from; loaded when it is first opened. */
export default function Calendar({ value, onPick }: { value: string; onPick: (day: string) => void }) {
  return (
    <DatePicker
      value={value}
      defaultDate={value}
      onChange={(day) => {
        if (day) onPick(String(day).slice(0, 10));
      }}
    />
  );
}
