import { WatchdogPage } from '../sweeps/watchdog-page.tsx';

export default function Page() {
  return <WatchdogPage />;
}
