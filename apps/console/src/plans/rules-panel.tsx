import type { PlanRule, TrackingPlan } from '@rapport/contracts';
import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ClipboardList, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import { Empty } from '../ui/states';
import classes from './plans.module.css';
import { RuleEditor } from './rule-editor';
import { ruleId, sayRule } from './say-plan';
import { readTable } from './domain/property-table';

const AddRuleModal = lazy(() => import('./add-rule-modal'));

interface RulesPanelProps {
  planId: string;
  plan: TrackingPlan;
  onChange: (plan: TrackingPlan) => void;
}

/** Rules by event on the left, the chosen one on the right. */
export function RulesPanel({ planId, plan, onChange }: RulesPanelProps) {
  const { rule: wanted } = useSearch({ from: '/tracking-plans/$planId' });
  const navigate = useNavigate({ from: '/tracking-plans/$planId' });
  const [adding, setAdding] = useState(false);
  const index = Math.max(
    0,
    plan.rules.findIndex((rule) => ruleId(rule) === wanted),
  );
  const shown = plan.rules[index];
  const show = (rule: PlanRule | undefined) =>
    void navigate({ search: (before) => ({ ...before, rule: rule && ruleId(rule) }), replace: true });
  const add = (rule: PlanRule) => {
    onChange({ ...plan, rules: [...plan.rules, rule] });
    setAdding(false);
    show(rule);
  };
  const change = (next: PlanRule) => {
    onChange({ ...plan, rules: plan.rules.map((rule) => (rule === shown ? next : rule)) });
    if (shown && ruleId(next) !== ruleId(shown)) show(next);
  };
  const addButton = (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('Add rule')}
    </Button>
  );
  return (
    <>
      {plan.rules.length === 0 ? (
        <Panel flush>
          <Empty icon={ClipboardList} title={t('No rules yet')} action={addButton}>
            {t(
              'A rule says what one event looks like. Choose an event that was seen, and Rapport proposes its rule.',
            )}
          </Empty>
        </Panel>
      ) : (
        <div className={classes.rules}>
          <Panel title={t('Rules')} aside={addButton} flush>
            <ul className={classes.list} aria-label={t('Rules')}>
              {plan.rules.map((rule, at) => (
                <li key={`${ruleId(rule)} ${at}`}>
                  <button
                    type="button"
                    className={classes.rule}
                    aria-current={rule === shown ? 'true' : undefined}
                    onClick={() => show(rule)}
                  >
                    <span className={classes.ruleName}>{sayRule(rule)}</span>
                    <span className={classes.ruleNote}>
                      {t('{type} · version {version} · {n, plural, one {# property} other {# properties}}', {
                        type: rule.type,
                        version: rule.version,
                        n: readTable(rule.schema).rows.length,
                      })}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </Panel>
          {shown && (
            <RuleEditor
              key={index}
              rule={shown}
              onChange={change}
              onRemove={() => {
                onChange({ ...plan, rules: plan.rules.filter((rule) => rule !== shown) });
                show(undefined);
              }}
            />
          )}
        </div>
      )}
      {adding && (
        <Suspense fallback={null}>
          <AddRuleModal planId={planId} onClose={() => setAdding(false)} onAdd={add} />
        </Suspense>
      )}
    </>
  );
}
