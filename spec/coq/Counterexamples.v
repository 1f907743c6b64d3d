(* The paper's Lemma 2 is false. *)
From Coq Require Import ZArith Znumtheory.
From Emrshare Require Import Refuted Counterexample_8 Counterexample_64.
Open Scope Z_scope.

Theorem printed_lemma2_false : ~ printed_lemma2.
Proof. intro L; apply printed_lemma2_false_8, (L 3%nat q_8); [apply requester_fails_8 | reflexivity]. Qed.

