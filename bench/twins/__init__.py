"""The same answers by others: what `make bench` measures us beside, each as well as its kind can.

They read our models and our database, and find who asks as we do. Each is what somebody who knows
the library well would write for these two questions, and no more: no column is loaded that is not
asked for, no list is counted, no row asks for a query of its own. Their lists are plain ones, which
cost these libraries less than their connections do.
"""
