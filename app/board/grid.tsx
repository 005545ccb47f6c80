import type { ComponentProps } from 'react';

/**
 * The parts of a table whose rows are placed one by one, which real table elements cannot be. The
 * roles give a screen reader the table all the same; what the keyboard reaches is inside the cells.
 */
const ROLES = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'cell' },
  head: { role: 'columnheader' },
} as const;

type Box = ComponentProps<'div'>;

/** A table; give it `aria-rowcount`, since not all its rows are drawn. */
export function Table(props: Box) {
  return <div {...ROLES.table} {...props} />;
}

/** Some of its rows: the head, or the body. */
export function RowGroup(props: Box) {
  return <div {...ROLES.group} {...props} />;
}

/** A row; give it `aria-rowindex`, counting from 1 with the head. */
export function Row(props: Box) {
  return <div {...ROLES.row} {...props} />;
}

/** A cell of a row. */
export function Cell(props: Box) {
  return <div {...ROLES.cell} {...props} />;
}

/** The head of a column. */
export function ColumnHead(props: Box) {
  return <div {...ROLES.head} {...props} />;
}
