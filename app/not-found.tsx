import Link from 'next/link';
import styles from './error.module.css';

/** A page that does not exist. */
export default function NotFound() {
  return (
    <div className={styles.broken}>
      <h1>There is no such page</h1>
      <p>
        Go to the <Link href="/">live board</Link> or look through the{' '}
        <Link href="/runs">history</Link>.
      </p>
    </div>
  );
}
