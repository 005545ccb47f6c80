import { Panel } from './panel.tsx';
import css from './run-skeleton.module.css';
import view from './run-view.module.css';

/** The run's page while its first answer is on its way: everything is where it will be. */
export function RunSkeleton() {
  return (
    <div className={view.page} role="status" aria-busy="true">
      <span className="fl-heard">Loading the run</span>
      <div className={css.head}>
        <span className={css.bone} style={{ width: 220, height: 20 }} />
        <span className={css.bone} style={{ width: 420 }} />
        <span className={css.bone} style={{ width: 560 }} />
      </div>
      <Panel title="Timeline">
        <div className={css.timeline} />
      </Panel>
      <div className={css.progress} />
      <div className={view.lists}>
        <Panel title="Errors" size="roomy">
          {null}
        </Panel>
        <Panel title="Log" size="roomy">
          {null}
        </Panel>
      </div>
    </div>
  );
}
