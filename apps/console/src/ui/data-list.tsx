import type { ReactNode } from 'react';
import classes from './data-list.module.css';

export interface Column<Row> {
  key: string;
  label: string;
  /** `main` carries the row's link; `minor` leaves on narrow screens. */
  weight?: 'main' | 'minor';
  width?: string;
  align?: 'end';
  cell: (row: Row) => ReactNode;
}

interface DataListProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

/** A table that becomes stacked cards on a phone, by CSS alone, so that it stays one table for a screen reader. */
export function DataList<Row>({ label, columns, rows, rowKey }: DataListProps<Row>) {
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              data-weight={column.weight}
              data-align={column.align}
              style={{ width: column.width }}
            >
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td
                key={column.key}
                data-label={column.label}
                data-weight={column.weight}
                data-align={column.align}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
