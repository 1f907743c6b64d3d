(* The four parameter sets (chapter 2), and for which keys the noise hypotheses hold in them. *)
From Coq Require Import List ZArith Lia Bool Znumtheory Setoid.
From Emrshare Require Import Ring Scheme Bounds Correctness Encoding Primes.
Import ListNotations.
Open Scope Z_scope.

Record parameters := {
  n : nat; q : Z; ell : nat; eta : nat;
  f2_max : Z; gs2_re : Z; t_re : nat;
  deviation : Z (* s of a delegation *)
}.

Definition toy_64 :=
  {| n := 64; q := 6393217; ell := 23; eta := 2; f2_max := 541697; gs2_re := 95168570; t_re := 8;
     deviation := 12057 |}.
Definition small_256 :=
  {| n := 256; q := 55628801; ell := 26; eta := 2; f2_max := 1982465; gs2_re := 1363286381; t_re := 10;
     deviation := 46671 |}.
Definition std_1024 :=
  {| n := 1024; q := 704186369; ell := 30; eta := 2; f2_max := 11289601; gs2_re := 30884726428; t_re := 12;
     deviation := 226969 |}.
Definition high_2048 :=
  {| n := 2048; q := 1887440897; ell := 31; eta := 1; f2_max := 40970801; gs2_re := 223960532005; t_re := 12;
     deviation := 617596 |}.

Definition sets : list parameters := [toy_64; small_256; std_1024; high_2048].

(* ---- the numbers are as section 1.1 and the encodings want them ---- *)

Definition well_formed (S : parameters) : Prop :=
  (0 < n S)%nat /\ prime (q S) /\ odd (q S) /\ q S mod (2 * Z.of_nat (n S)) = 1 /\
  (n S * ell S mod 8 = 0)%nat /\ 2 ^ (Z.of_nat (ell S) - 1) <= q S <= 2 ^ Z.of_nat (ell S).

Definition well_formedb (S : parameters) : bool :=
  (0 <? n S)%nat && primeb (q S) && (q S mod 2 =? 1) && (q S mod (2 * Z.of_nat (n S)) =? 1) &&
  (n S * ell S mod 8 =? 0)%nat && (2 ^ (Z.of_nat (ell S) - 1) <=? q S) && (q S <=? 2 ^ Z.of_nat (ell S)).

Theorem sets_well_formed : Forall well_formed sets.
Proof.
  apply Forall_forall; intros S HS.
  assert (H : well_formedb S = true).
  { revert S HS; apply forallb_forall; vm_compute; reflexivity. }
  unfold well_formedb in H; rewrite !andb_true_iff, Nat.ltb_lt, !Nat.eqb_eq, !Z.eqb_eq, !Z.leb_le in H.
  destruct H as ((((((H1 & H2) & H3) & H4) & H5) & H6) & H7).
  apply primeb_correct in H2; unfold well_formed, odd; auto 10.
Qed.

(* ---- corrected keys: Lemma 1 without exception (9.5) ---- *)

(* What CPRE.KeyGen.6 and C3, CPRE.OneTimeKeyGen.6 and 7 ask of a key. *)
Definition accepted (S : parameters) (f w : list Z) : Prop :=
  norm2sq f <= f2_max S /\ 4 * (norm2sq f + norm2sq w) <= gs2_re S.

Definition accepted_suffices (S : parameters) : bool :=
  let k := Z.of_nat (n S) in
  4 * Z.of_nat (eta S) * Z.sqrt (2 * k * gs2_re S / 4) + 2 * Z.sqrt (k * f2_max S) <? q S.

Lemma below_sqrt x A : 0 <= x -> x * x <= A -> x <= Z.sqrt A.
Proof. intros Hx H; apply Z.sqrt_le_square; lia. Qed.

Theorem corrected_owner_never_fails S f' f_inv g u M b v : In S sets ->
  let f := private_key (n S) 2 f' in
  let w := lifted_public (n S) (q S) f g u in
  inverses (n S) (q S) f f_inv -> accepted S f w -> message (n S) 2 M ->
  within (Z.of_nat (eta S)) b -> within (Z.of_nat (eta S)) v ->
  dec (n S) (q S) 2 f (enc (n S) (q S) 2 (public_key (n S) (q S) f_inv g u) M b v) = M.
Proof.
  intros HS f w Hf [Hf2 Hgs] HM Hb Hv.
  destruct (proj1 (Forall_forall _ _) sets_well_formed S HS) as (Hn & Hprime & Hodd & _).
  assert (H : accepted_suffices S = true) by (apply (proj1 (forallb_forall accepted_suffices sets)); [vm_compute; reflexivity | assumption]).
  unfold accepted_suffices in H; rewrite Z.ltb_lt in H.
  assert (0 < q S) by (destruct Hprime; lia).
  pose proof (norm1_norm2 (n S) f (length_take _ _)) as Cf.
  assert (Hw : length w = n S) by (unfold w, lifted_public, lift; rewrite map_length; apply length_reduce).
  pose proof (norm1_norm2 (n S) w Hw) as Cw.
  pose proof (norm1_nonneg f); pose proof (norm1_nonneg w).
  set (k := Z.of_nat (n S)) in *; assert (0 < k) by lia.
  assert (norm1 f <= Z.sqrt (k * f2_max S)) by (apply below_sqrt; nia).
  assert (norm1 w + norm1 f <= Z.sqrt (2 * k * gs2_re S / 4)).
  { apply below_sqrt; [lia|]; apply Z.div_le_lower_bound; [lia|].
    pose proof (Z.square_nonneg (norm1 w - norm1 f)).
    replace ((norm1 w + norm1 f) * (norm1 w + norm1 f))
      with (2 * (norm1 w * norm1 w + norm1 f * norm1 f) - (norm1 w - norm1 f) * (norm1 w - norm1 f)) by ring.
    nia. }
  apply decrypting_vector_all_coins with w (Z.of_nat (eta S)); try assumption; try lia; try nia.
  - apply private_key_mod_p; assumption || lia.
  - apply public_key_lifted; assumption || lia.
Qed.

(* ---- keys as printed: ranges of f' and g for which Lemma 1 holds for all noises ---- *)

(* A typical key is wider than the range and safe by its own norms: lemma1_all_coins has the condition on a key. *)
Definition range_suffices (S : parameters) (F : Z) : bool :=
  let k := Z.of_nat (n S) in
  let f1 := k * (2 * F + 1) in
  let w1 := k * (F + f1) in
  2 * (2 * Z.of_nat (eta S) * (w1 + f1) + f1) <? q S.

Definition safe_ranges : list (parameters * Z) := [(toy_64, 94); (small_256, 52); (std_1024, 41); (high_2048, 55)].

Theorem printed_owner_safe_range S F f' f_inv g u M b v : In (S, F) safe_ranges ->
  let f := private_key (n S) 2 f' in
  inverses (n S) (q S) f f_inv -> within F f' -> within F g -> within 1 u -> message (n S) 2 M ->
  within (Z.of_nat (eta S)) b -> within (Z.of_nat (eta S)) v ->
  dec (n S) (q S) 2 f (enc (n S) (q S) 2 (public_key (n S) (q S) f_inv g u) M b v) = M.
Proof.
  intros HSF f Hf Hf' Hg Hu HM Hb Hv.
  assert (HS : In S sets) by (cbn in HSF |- *; intuition congruence).
  destruct (proj1 (Forall_forall _ _) sets_well_formed S HS) as (Hn & Hprime & Hodd & _).
  assert (H : range_suffices S F = true).
  { apply (proj1 (forallb_forall (fun x => range_suffices (fst x) (snd x)) safe_ranges) eq_refl (S, F) HSF). }
  unfold range_suffices in H; rewrite Z.ltb_lt in H.
  assert (0 < q S) by (destruct Hprime; lia).
  assert (0 <= F) by (specialize (Hg O); lia).
  assert (Hfi : within (2 * F + 1) f).
  { intro i; unfold f, private_key; destruct (le_lt_dec (n S) i).
    - rewrite coef_beyond by (rewrite length_take; assumption); lia.
    - rewrite coef_take, coef_add, coef_scale by assumption; specialize (Hf' i).
      assert (Z.abs (coef one i) <= 1) by (destruct i as [|[|i]]; cbn; lia); lia. }
  assert (Hf1 : norm1 f <= Z.of_nat (n S) * (2 * F + 1))
    by (apply norm1_norm_inf; [apply length_take | assumption]).
  assert (Hw1 : norm1 (short_public (n S) f g u) <= Z.of_nat (n S) * (F + norm1 f)).
  { apply norm1_norm_inf; [apply length_take|]; intro i; unfold short_public.
    destruct (le_lt_dec (n S) i).
    - rewrite coef_beyond by (rewrite length_take; assumption); pose proof (norm1_nonneg f); lia.
    - rewrite coef_take, coef_add by assumption; specialize (Hg i).
      pose proof (product_bound_r (n S) 1 f u i l Hu); lia. }
  apply lemma1_all_coins with (eta := Z.of_nat (eta S)); try assumption; try lia.
  fold f; set (k := Z.of_nat (n S)) in *; assert (0 < k) by lia.
  assert (0 <= Z.of_nat (eta S)) by lia; set (e := Z.of_nat (eta S)) in *.
  pose proof (norm1_nonneg f).
  assert (norm1 (short_public (n S) f g u) <= k * (F + k * (2 * F + 1))) by nia.
  nia.
Qed.

(* ---- the encodings are canonical in every set ---- *)

Theorem elements_canonical S : In S sets ->
  (forall a, length a = n S -> Forall (fun x => 0 <= x < q S) a ->
     decode_element (n S) (ell S) (q S) (encode_element (n S) (ell S) a) = Some a) /\
  (forall bytes a, decode_element (n S) (ell S) (q S) bytes = Some a -> encode_element (n S) (ell S) a = bytes).
Proof.
  intro HS; destruct (proj1 (Forall_forall _ _) sets_well_formed S HS) as (_ & _ & _ & _ & H8 & _ & Hq).
  split; [apply decode_encode; assumption|]; intros bytes a H; eapply encode_decode; eassumption.
Qed.
