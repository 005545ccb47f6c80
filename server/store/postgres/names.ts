/** Names a statement, so that a connection keeps it prepared; undefined: it is prepared each time. */
export type NameOf = (text: string) => string | undefined;

/** Of the statements that vary without end, those that came late have no name. */
const MOST_NAMES = 300;

/** Gives each text a name of its own, the same on all connections. */
export function createNames(most = MOST_NAMES): NameOf {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= most) return known;
    const name = `flatline_${names.size}`;
    names.set(text, name);
    return name;
  };
}
