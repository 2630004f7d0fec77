"""
Fleets: which clusters peer with which others, said in words in one file, and what each relationship is to be. Pure.

document        YAML text as plain data, with the line of each value
model           what a fleet file may say
mistakes        what it cannot say, a line for each
topology        which pairs the words of the topology make
inheritance     who decides about a setting of a relationship
fleet           all of it: from a file to its relationships
outlook         what `up` would do to each of them
picture         all of them as SVG or Mermaid

shapes          the other way round: which words make given pairs
recognise       what relationships have in common, as the content of a file
text            that content as YAML text
"""
