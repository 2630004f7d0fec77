"""
What is wrong with a cluster, with two clusters that are to peer, or with a relationship. Pure.

`verdicts`       what a check is, and what it may find
`facts`          what checks look at; somebody else collects it
`of_clusters`, `of_pairs`, `of_relationships`   the checks
`judging`        all of them, applied to facts
"""
