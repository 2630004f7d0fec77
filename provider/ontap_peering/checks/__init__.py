"""
What is wrong with a cluster, with two clusters that are to peer, with a relationship, or with a program. Pure.

`verdicts`       what a check is, and what it may find
`facts`          what checks look at; somebody else collects it
`of_clusters`, `of_pairs`, `of_relationships`   the checks
`judging`        all of them, applied to facts
`joining`        from what each cluster has to relationships
`drift`          whether what a state has is still so
`of_inputs`      the rules of the policy pack
`rotation`       how old a passphrase is, for checks and rules
"""
