(* Made by `generate refutation 8 2147483713 0 5`. Random choices are as small as the scheme knows them:
   f', g, u, e_B, b and v have coefficients in {-1, 0, 1}. *)
From Coq Require Import List ZArith.
From Emrshare Require Import Refuted.
Import ListNotations.
Open Scope Z_scope.

Definition q_8 : Z := 2147483713.

Definition run_8 : run := {|
  f'_A := [0; (-1); 1; 1; (-1); 0; 0; (-1)];
  f_A_inv := [1504783120; 887424664; 677639753; 1361127691; 1808288953; 1470443774; 2069207999; 1165288453];
  g_A := [1; 1; 0; (-1); 0; 1; 0; 1];
  g_A_inv := [817184068; 684154103; 323072771; 570128419; 627141261; 475107016; 1596359574; 38008561];
  u_A := [1; 1; 0; 0; (-1); 0; (-1); 1];
  f'_B := [(-1); 0; 0; 0; 1; 1; (-1); (-1)];
  f_B_inv := [1398711580; 659102743; 82469658; 1763279830; 1500162350; 1089777623; 2132429728; 1723354043];
  r_B := [1168778835; 197352217; 1097053611; 1032660907; 266404245; 819541143; 2116869677; 1067604128];
  r_B_inv := [1826070994; 2122245471; 591854098; 907313605; 688216309; 25455635; 1218437729; 1230349317];
  e_B := [1; (-1); 0; 1; 1; 1; (-1); 0];
  b := [1; 0; 1; 0; 1; 1; 1; 0];
  v := [(-1); 0; 0; 1; (-1); (-1); (-1); (-1)];
  EMR_A := [0; 1; 1; 0; 0; 0; 1; 0]
|}.

(* The requester gets 5 of 8 coefficients wrong. *)
Theorem requester_fails_8 : refutes 8 q_8 run_8 5.
Proof. apply refutesb_correct; vm_cast_no_check (eq_refl true). Qed.

Theorem printed_lemma2_false_8 : ~ printed_lemma2_at 8 q_8.
Proof. exact (refuted _ _ _ _ requester_fails_8). Qed.
