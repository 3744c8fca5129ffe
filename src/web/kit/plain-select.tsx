import { Select, type SelectProps } from '@mantine/core';
import { type Named, NEEDED, useWrong } from './plain-form.tsx';

/** A choice in a plain form. */
export function PlainSelect(props: Named<SelectProps>) {
  return (
    <Select
      {...NEEDED}
      searchable
      // The value is in a hidden input of the name; what is typed into is another.
      data-named={props.name}
      {...props}
      error={useWrong(props.name, props.label)}
    />
  );
}
