"""The policy pack, as Pulumi's SDK for policies runs it. It prints nothing of a resource but what a rule says."""

from datetime import UTC, datetime

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)

from ontap_peering.checks.of_inputs import RULES, Rule
from ontap_peering.kinds import RESOURCES


def policy(rule: Rule) -> ResourceValidationPolicy:
    def validate(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
        if args.resource_type in RESOURCES:
            for line in rule.judge(args.props, datetime.now(UTC).date()):
                report_violation(line, None)

    level = EnforcementLevel.MANDATORY if rule.is_mandatory else EnforcementLevel.ADVISORY
    return ResourceValidationPolicy(rule.id, rule.summary, validate, level)


PolicyPack("ontap-peering", [policy(rule) for rule in RULES])
